"""What a person has to resolve: equivocal findings, and fields on which sources disagree.

Of every finding and stain of the case format, and of every other field that some rule reads. The
chest, metastasis and the team's doubts come first. A chest that was read as equivocal stays open
until something resolved it. A doubt of the team is open as long as it is recorded, with or without
its text. Nothing here is scored: the items are counted, and an empty list says nothing of what
nobody recorded.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from scoring.rules.base import Card, Criterion, Rule
from scoring.rules.chest import CHEST, OPEN
from scoring.rules.findings import PATHS
from scoring.rules.inputs import METASTASIS
from scoring.values.cells import NO_CODE, SAYS_NOTHING, Code, Finding, Why, code, finding
from scoring.values.fields import Facts, Field, Row, latest
from scoring.values.truth import YES

KEY, VERSION = "open_items", "1"
CITATION = "Convention of this software: what is equivocal or disputed stays open"

DOUBTS = tuple(
    latest(f"assessment.{doubt}", finding)
    for doubt in (
        *("thrombus_doubt", "suspected_lymphoma"),
        *("suspected_adrenal_tumour", "other_diagnostic_doubt"),
    )
)
OTHER_DOUBT = DOUBTS[-1]
EQUIVOCAL = str(Why.EQUIVOCAL)
DOUBT_TEXT = latest("assessment.other_diagnostic_doubt_text", code)
# Words of a closed list that leave it open.
OPEN_WORDS = {"ct_abdomen.thrombus": "uncertain"}


def _in_doubt(word: str) -> Callable[[Any], Code]:
    """The reader of a code of which one word is a doubt."""

    def read(raw: Any) -> Code:
        said = code(raw)
        return NO_CODE[Why.EQUIVOCAL] if said.code == word else said

    return read


OF_THE_FORMAT: tuple[Field[Any], ...] = (
    *(latest(path, finding) for path in PATHS),
    *(latest(path, _in_doubt(word)) for path, word in OPEN_WORDS.items()),
)
OWN_READS: tuple[Field[Any], ...] = (CHEST, METASTASIS, *DOUBTS, DOUBT_TEXT)
TOLD_APART = frozenset(str(field) for field in OWN_READS)


def open_items(rules: Iterable[Rule]) -> Rule:
    """The rule over what others read, in their order, then the other findings; each path once."""
    by_path: dict[str, list[Field[Any]]] = {}
    for field in (field for rule in rules for field in rule.reads):
        by_path.setdefault(str(field), []).append(field)
    for field in OF_THE_FORMAT:
        by_path.setdefault(str(field), []).append(field)
    generic = tuple(
        _doubtful(path, tuple(dict.fromkeys(fields)))
        for path, fields in by_path.items()
        if path not in TOLD_APART
    )

    def evaluate(facts: Facts) -> Card:
        items = (*_chest(facts), *_metastasis(facts), *_doubts(facts), *_rest(facts, generic))
        return Card(
            rule=KEY,
            version=VERSION,
            applicability="applicable",
            result={"counted": len(items)},
            criteria=items,
            missing=(),
            citation=CITATION,
        )

    return Rule(KEY, VERSION, evaluate, (*OWN_READS, *generic), example=EXAMPLE)


def _doubtful(path: str, fields: Sequence[Field[Any]]) -> Field[Why | None]:
    """Whether the path is open, by any of the facts that are read from it, and why.

    Nothing else of it is read, so that a new value alone makes no new card.
    """

    name = path.partition(".")[2]
    open_words = {EQUIVOCAL, OPEN_WORDS.get(path, EQUIVOCAL)}

    def read(rows: Sequence[Row]) -> Why | None:
        for row in rows:
            raw = row.values.get(name)
            if raw is not None and _may_be_open(raw, open_words):
                reasons = (_doubt(field.read(rows)) for field in fields)
                return next((why for why in reasons if why is not None), None)
        return None

    return Field(path, read)


def _may_be_open(raw: Any, open_words: Collection[str]) -> bool:
    """Cheap, and never wrongly no: most values are neither a doubt nor from several sources."""
    if not isinstance(raw, Mapping):
        return isinstance(raw, str) and raw in open_words
    value = raw.get("value")
    return "alternatives" in raw or (isinstance(value, str) and value in open_words)


def _item(field: str, why: Why | None = None, **values: Any) -> Criterion:
    """Called as its field. why: equivocal or disputed; none for a doubt that is itself recorded."""
    reason = {} if why is None else {"why": str(why)}
    return Criterion(str(field), YES, reason | values)


def _chest(facts: Facts) -> list[Criterion]:
    chest = facts[CHEST]
    if not chest.is_open:
        return []
    values = {"signs": list(chest.signs), "differentials": list(chest.differentials)}
    return [_item(CHEST, chest.why, **values)]


def _metastasis(facts: Facts) -> list[Criterion]:
    why = facts[METASTASIS].why
    return [_item(METASTASIS, why)] if why in OPEN else []


def _doubts(facts: Facts) -> list[Criterion]:
    items = []
    for field in DOUBTS:
        found = facts[field]
        if found.why in OPEN:
            items.append(_item(field, found.why))
        elif found.truth is YES:
            items.append(_item(field, doubt=_told(facts, field)))
    return items


def _told(facts: Facts, field: Field[Finding]) -> str:
    """Whether it is said what the doubt is; the others say so by their name."""
    is_told = field is not OTHER_DOUBT or facts[DOUBT_TEXT].code is not None
    return "recorded" if is_told else "without_text"


def _rest(facts: Facts, fields: Sequence[Field[Why | None]]) -> list[Criterion]:
    reasons = [(field, facts[field]) for field in fields]
    return [_item(field, why) for field, why in reasons if why is not None]


def _doubt(fact: Any) -> Why | None:
    """Of a field in every row, the newest that says something."""
    if hasattr(fact, "why"):
        return fact.why if fact.why in OPEN else None
    said = [each.why for each in fact if each.why not in SAYS_NOTHING]
    return said[0] if said and said[0] in OPEN else None


EXAMPLE = {
    "ct_thorax": [{"interpretation": "equivocal"}],
    "assessment": {"metastasis": "equivocal", "thrombus_doubt": "present"},
}
