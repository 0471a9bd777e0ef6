"""AJCC 8 stage of a sarcoma in the retroperitoneum, or of trunk and extremities, as a set.

Source: AJCC Cancer Staging Manual, 8th edition, as in NCI PDQ, adult soft tissue sarcoma treatment,
tables 1 to 7. Sizes in centimetres: T1 up to 5, T2 up to 10, T3 up to 15, T4 beyond; a size equal
to a limit belongs to the lower T. The greatest dimension decides, that of a resection before that
of imaging, that of a specimen of unknown kind after it. Imaging that is certainly later than the
first operation or recurrence, and specimens certainly later than the recurrence, are of another
tumour. N0 is no positive regional node, or none known; nodes that are only enlarged on CT of the
abdomen leave N1 possible; nodes in the chest are not regional. Metastasis is the team's judgement:
equivocal or not judged, M0 and M1 both stay possible. A grade that is not known leaves G1, with
which GX is staged, G2 and G3. A size said not to apply is TX, which has no group unless nodes or
metastasis give one; a size that nobody gives leaves T1 to T4. The chapter is the retroperitoneum
unless another is recorded.
"""

from collections.abc import Hashable, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

from scoring.rules.ajcc8_inputs import CHAPTERS, CM, STAGING_READS, T_UP_TO, Staging, staging
from scoring.rules.base import APPLICABILITY, Card, Criterion, Limit, Note, Rule
from scoring.rules.decisions import UNDETERMINED, Decision, Input
from scoring.rules.diagnosis import DIAGNOSIS
from scoring.rules.sarcoma import not_a_sarcoma
from scoring.rules.specimens import BIOPSY
from scoring.values.cells import Why
from scoring.values.fields import Facts
from scoring.values.interval import EXACT, plain
from scoring.values.truth import NO, UNKNOWN, YES

KEY, VERSION = "ajcc8", "1"
CITATION = "AJCC Cancer Staging Manual, 8th edition, as in NCI PDQ, tables 1 to 7"
EDITION = 8
NO_GROUP = "no_group"
STAGES = ("IA", "IB", "II", "IIIA", "IIIB", "IV", NO_GROUP)
LOW_GRADE = {"T1": "IA", "T2": "IB", "T3": "IB", "T4": "IB"}  # G1 and GX
HIGH_GRADE = {"T1": "II", "T2": "IIIA", "T3": "IIIB", "T4": "IIIB"}  # G2 and G3
HIGH_GRADES = ("G2", "G3")
WITH_NODES = dict(zip(CHAPTERS, ("IIIB", "IV"), strict=True))
INPUTS = ("t", "n", "m", "g", "chapter")


def stage_of(tumour: str, nodes: str, metastasis: str, grade: str, chapter: str) -> str:
    """The group of the table; T0 and TX have none of their own."""
    if metastasis == "M1":
        return "IV"
    if nodes == "N1":
        return WITH_NODES[chapter]
    by_size = LOW_GRADE if grade in ("GX", "G1") else HIGH_GRADE
    return by_size.get(tumour, NO_GROUP)


DECISION = Decision(STAGES, stage_of)
Options = tuple[tuple[Hashable, ...], ...]


def evaluate(facts: Facts) -> Card:
    found = staging(facts)
    reasons = not_a_sarcoma(facts)
    inputs = found.inputs()
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=APPLICABILITY[NO if reasons else YES],
        reasons=reasons,
        result=_result(found, inputs),
        criteria=tuple(_criteria(found, inputs)),
        missing=DECISION.missing(inputs),
        caveats=tuple(_caveats(found, inputs)),
        citation=CITATION,
    )


def _result(found: Staging, inputs: Sequence[Input]) -> dict[str, Any]:
    """groups: every stage that is possible; with: what it takes of that which is open."""
    options = tuple(each.options for each in inputs)
    groups = DECISION.possible(inputs)
    result: dict[str, Any] = {
        "outcome": groups[0] if len(groups) == 1 else UNDETERMINED,
        "groups": list(groups),
        "edition": EDITION,
    }
    if len(groups) > 1:
        result["with"] = {stage: dict(takes) for stage, takes in conditions(options).items()}
    if found.is_pathological and found.clinical.greatest is not None:
        clinical = (found.clinical.category(), *inputs[1:])
        result["clinical"] = {"groups": list(DECISION.possible(clinical))}
    return result


@cache
def conditions(options: Options) -> Mapping[str, Mapping[str, list[Hashable]]]:
    """By stage: of each input that is open, the values that occur with it, unless all do."""
    found: dict[str, dict[str, list[Hashable]]] = {}
    reached = [(values, stage_of(*map(str, values))) for values in product(*options)]
    for stage in STAGES:
        with_it = [values for values, group in reached if group == stage]
        if with_it:
            found[stage] = _narrowed(options, with_it)
    return found


def _narrowed(
    options: Options, reached: Sequence[tuple[Hashable, ...]]
) -> dict[str, list[Hashable]]:
    takes = {}
    for place, name in enumerate(INPUTS):
        occurring = {values[place] for values in reached}
        if len(occurring) < len(options[place]):
            takes[name] = [value for value in options[place] if value in occurring]
    return takes


def _criteria(found: Staging, inputs: Sequence[Input]) -> list[Criterion]:
    """Yes where one category is left. Clinical and pathological T stand side by side."""
    sizes = {"clinical_t": found.clinical}
    if found.pathological.sizes:
        sizes["pathological_t"] = found.pathological
    criteria = [_criterion(key, size.category(), size.shown()) for key, size in sizes.items()]
    others = zip(INPUTS[1:], inputs[1:], strict=True)
    return criteria + [_criterion(name, given, {}) for name, given in others]


def _criterion(key: str, given: Input, values: Mapping[str, Any]) -> Criterion:
    is_open = len(given.options) > 1
    why = {"why": str(given.why)} if is_open and given.why is not None else {}
    categories = {"categories": list(given.options)}
    return Criterion(key, UNKNOWN if is_open else YES, {**values, **categories, **why})


def _caveats(found: Staging, inputs: Sequence[Input]) -> list[Note]:
    """On the grade first: a low stage without one is easily taken as settled."""
    notes = [*_grade_open(inputs), *_on_grading(found)]
    if found.metastasis.why is Why.EQUIVOCAL:
        notes.append(Note("metastasis_equivocal"))
    if found.nodes.basis in ("suspected", "nothing"):
        notes.append(Note(f"nodes_{found.nodes.basis}"))
    if found.has_chest_nodes:
        notes.append(Note("chest_nodes"))
    notes += _on_sizes(found)
    if found.is_default_chapter:
        notes.append(Note("default_chapter"))
    return notes


def _grade_open(inputs: Sequence[Input]) -> list[Note]:
    """What a low and a high grade would give where nodes and metastasis give no stage."""
    tumour, nodes, metastasis, grade, chapter = (each.options for each in inputs)
    high = tuple(each for each in HIGH_GRADES if each in grade)
    if "M0" not in metastasis or "N0" not in nodes or "G1" not in grade or not high:
        return []
    low, higher = (
        _possible(tumour, ("N0",), ("M0",), grades, chapter) for grades in (("G1",), high)
    )
    if low == higher:
        return []
    return [Note("grade_open", {"if_low": low, "if_high": higher, "grades": "_".join(high)})]


def _possible(*options: tuple[Hashable, ...]) -> list[str]:
    return list(DECISION.possible([Input("", each) for each in options]))


def _on_grading(found: Staging) -> list[Note]:
    """What makes the grade doubtful; the card of the grade says more."""
    grade = found.grading
    doubts = {
        "grade_withheld": grade.is_withheld,
        "grade_of_biopsy": grade.kind == BIOPSY,
        "grade_contradicts": grade.specimen.contradicts and not grade.is_withheld,
    }
    notes = [Note(code) for code, holds in doubts.items() if holds]
    if grade.biopsy is not None and grade.is_biopsy_higher:
        both = {"biopsy": list(grade.biopsy.groups), "groups": list(grade.specimen.groups)}
        notes.append(Note("biopsy_higher", both))
    return notes


def _on_sizes(found: Staging) -> list[Note]:
    """What the T rests on, and whether imaging and specimen agree."""
    notes = []
    if found.is_pathological:
        notes.append(Note("size_of_specimen"))
        if found.grading.treated.truth is YES:
            notes.append(Note("size_after_treatment"))
    elif found.pathological.greatest is not None:
        notes.append(Note("size_of_unstated"))
    size = found.pathological if found.is_pathological else found.clinical
    if any(each.is_approximate for each in size.sizes):
        notes.append(Note("approximate"))
    return [*notes, *_differing(found), *found.others]


def _differing(found: Staging) -> list[Note]:
    """Both sizes in centimetres, with the T of each where it is not the same."""
    apart = found.far_apart()
    if apart is None:
        return []
    in_cm = (plain(EXACT.multiply(size, CM)) for size in apart)
    values: dict[str, Any] = dict(zip(("imaging", "specimen"), in_cm, strict=True))
    clinical, pathological = (
        size.category().options for size in (found.clinical, found.pathological)
    )
    if clinical == pathological:
        return [Note("sizes_differ", values)]
    each = {"imaging_t": list(clinical), "specimen_t": list(pathological)}
    return [Note("sizes_differ_in_t", values | each)]


LIMITS = tuple(
    Limit(f"t{number}", EXACT.multiply(up_to, CM), "cm", "classification")
    for number, up_to in enumerate(T_UP_TO, start=1)
)
EXAMPLE: dict[str, Any] = {
    "ct_abdomen": [
        {"tumour_dim_1": {"value": 18, "unit": "cm"}, "abdominal_lymphadenopathy": "absent"}
    ],
    "pathology": [{"specimen": "resection", "diagnosis": "leiomyosarcoma"}],
    "assessment": {"metastasis": "equivocal"},
}
RULE = Rule(KEY, VERSION, evaluate, (DIAGNOSIS, *STAGING_READS), LIMITS, EXAMPLE)
