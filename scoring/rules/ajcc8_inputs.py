"""T, N, M, grade and chapter of a stage, each as the values that the record leaves possible."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.rules.base import Note
from scoring.rules.decisions import Input
from scoring.rules.factors import lack_of_value
from scoring.rules.fnclcc_scores import GRADE, GRADED_BY
from scoring.rules.grading import GRADING_READS, Grading, grading
from scoring.rules.inputs import ABDOMINAL_NODES, CHEST_NODES, METASTASIS
from scoring.rules.scales import exceeds, steps
from scoring.rules.sizes import (
    IMAGED,
    IN_DOUBT,
    RESECTED,
    SIZE_READS,
    Sizes,
    are_far_apart,
    greatest,
    in_specimen,
    on_imaging,
    other_studies,
)
from scoring.rules.specimens import RESECTION, others
from scoring.values.cells import SAYS_NOTHING, Amount, Code, Finding, Why, amount, code
from scoring.values.fields import Facts, Field, every, latest
from scoring.values.interval import EXACT, Interval
from scoring.values.truth import NO, UNKNOWN, YES, Truth, any_of
from scoring.values.units import NUMBER

CHAPTER = latest("assessment.ajcc_chapter", code)
POSITIVE_NODES = every("pathology.nodes_positive", amount(NUMBER))
EXAMINED_NODES = every("pathology.nodes_examined", amount(NUMBER))
STAGING_READS = (
    *(*SIZE_READS, *GRADING_READS),
    *(POSITIVE_NODES, EXAMINED_NODES, ABDOMINAL_NODES, CHEST_NODES, METASTASIS, CHAPTER),
)

TUMOURS = ("T1", "T2", "T3", "T4")
T_UP_TO = (Decimal(50), Decimal(100), Decimal(150))  # mm, of T1 to T3
CANNOT_BE_ASSESSED = "TX"
NODES, METASTASES = ("N0", "N1"), ("M0", "M1")
RETROPERITONEUM = "retroperitoneum"
CHAPTERS = (RETROPERITONEUM, "trunk_extremities")
SUSPICIOUS = frozenset({Why.EQUIVOCAL, Why.CONFLICT, Why.UNREADABLE})
CM = EXACT.divide(Decimal(1), Decimal(10))  # in one millimetre


class Size(NamedTuple):
    """field: of the first dimension. sizes: empty where no row gives any.

    greatest: in millimetres; None where it is not known.
    """

    field: Field[Any]
    sizes: tuple[Amount, ...]
    greatest: Interval | None

    def category(self) -> Input:
        """T1 to T4 as the greatest dimension leaves them; TX where a size does not apply."""
        known, doubtful = self.greatest, self._doubt()
        if known is None and doubtful is Why.NOT_APPLICABLE:
            return Input(self.field, (CANNOT_BE_ASSESSED,))
        options = tuple(TUMOURS[step] for step in steps([exceeds(known, up) for up in T_UP_TO]))
        needs = "exact_value" if known and not doubtful else lack_of_value(doubtful)
        return Input(self.field, options, needs, doubtful)

    def _doubt(self) -> Why | None:
        """Why the greatest is not known, or could be greater."""
        whys = {size.why for size in self.sizes}
        doubts = [why for why in IN_DOUBT if why in whys]
        if self.greatest is None:
            unsaid = Why.NOT_APPLICABLE if Why.NOT_APPLICABLE in whys else Why.UNANSWERED
            doubts.append(unsaid)
        return doubts[0] if doubts else None

    def shown(self) -> dict[str, Any]:
        """The greatest dimension in centimetres; empty where it is not known."""
        known = self.greatest
        return {} if known is None else {**known.times(CM).shown(), "unit": "cm"}


class Nodes(NamedTuple):
    """Regional nodes. basis: specimen, suspected (on CT), clear (on CT) or nothing."""

    basis: str
    category: Input


class Staging(NamedTuple):
    """What the record gives a stage. The size of a resection counts before that on imaging, that of
    a specimen of unknown kind behind it.

    others: what the record has beside the study and the specimens that are read.
    """

    clinical: Size
    pathological: Size
    nodes: Nodes
    metastasis: Finding
    grading: Grading
    chapter: Code
    chest: Finding
    is_resection: bool
    others: tuple[Note, ...]

    @property
    def is_pathological(self) -> bool:
        """The T is that of the specimen."""
        counts = self.is_resection or self.clinical.greatest is None
        return counts and self.pathological.greatest is not None

    def far_apart(self) -> tuple[Decimal, Decimal] | None:
        """The greatest on imaging and in the specimen, in millimetres, where they differ much."""
        sizes = (self.clinical.greatest, self.pathological.greatest)
        imaged, resected = (size.exact if size else None for size in sizes)
        if imaged is None or resected is None or not are_far_apart(imaged, resected):
            return None
        return imaged, resected

    def inputs(self) -> tuple[Input, ...]:
        """T, N, M, grade and chapter."""
        size = self.pathological if self.is_pathological else self.clinical
        return size.category(), self.nodes.category, self._m(), self._g(), self._chapter()

    def _m(self) -> Input:
        found = self.metastasis
        options = BY_METASTASIS.get(found.truth, METASTASES)
        return Input(METASTASIS, options, lack_of_value(found.why), found.why)

    def _g(self) -> Input:
        needs = "consistency" if self.grading.is_contradicted else "value"
        return Input(GRADE, self.grading.groups, needs)

    def _chapter(self) -> Input:
        """Where nobody says: the retroperitoneum."""
        said = self.chapter
        if said.code in CHAPTERS:
            return Input(CHAPTER, (said.code,))
        if self.is_default_chapter:
            return Input(CHAPTER, (RETROPERITONEUM,))
        return Input(CHAPTER, CHAPTERS, lack_of_value(said.why), said.why)

    @property
    def is_default_chapter(self) -> bool:
        """Nobody says which chapter."""
        return self.chapter.why in SAYS_NOTHING or self.chapter.why is Why.NOT_APPLICABLE

    @property
    def has_chest_nodes(self) -> bool:
        """Enlarged in the chest, surely or perhaps."""
        return self.chest.truth is YES or self.chest.why in SUSPICIOUS


BY_METASTASIS: Mapping[Truth, tuple[str, ...]] = {YES: ("M1",), NO: ("M0",)}
BY_SPECIMEN: Mapping[Truth, tuple[str, ...]] = {YES: ("N1",), NO: ("N0",), UNKNOWN: NODES}


def staging(facts: Facts) -> Staging:
    """Everything that a stage rests on."""
    kind, resected = in_specimen(facts) or (RESECTION, None)
    return Staging(
        _size(IMAGED[0], on_imaging(facts)),
        _size(RESECTED[0], resected),
        _nodes(facts),
        facts[METASTASIS],
        grading(facts),
        facts[CHAPTER],
        facts[CHEST_NODES],
        kind == RESECTION,
        (*other_studies(facts), *others(facts, (*GRADED_BY, *RESECTED))),
    )


def _size(field: Field[Any], sizes: Sizes | None) -> Size:
    return Size(field, sizes or (), greatest(sizes or ()))


def _nodes(facts: Facts) -> Nodes:
    """Positive nodes in any specimen are N1; else examined ones N0; else CT may raise a doubt."""
    rows = zip(facts[POSITIVE_NODES], facts[EXAMINED_NODES], strict=True)
    said = [
        (positive, exceeds(positive.interval, Decimal(0)))
        for positive, examined in rows
        if _says(positive, examined)
    ]
    if said:
        truth = any_of(*(found for _positive, found in said))
        why = next((positive.why for positive, found in said if found is UNKNOWN), None)
        return Nodes("specimen", Input(POSITIVE_NODES, BY_SPECIMEN[truth], _lacks(why), why))
    on_ct = facts[ABDOMINAL_NODES]
    if on_ct.truth is YES or on_ct.why in SUSPICIOUS:
        return Nodes("suspected", Input(POSITIVE_NODES, NODES, "value", Why.UNANSWERED))
    return Nodes("clear" if on_ct.truth is NO else "nothing", Input(POSITIVE_NODES, ("N0",)))


def _says(positive: Amount, examined: Amount) -> bool:
    """Of no node examined none can be positive, and none negative."""
    none_examined = examined.interval is not None and examined.interval.high == 0
    return (
        positive.why not in SAYS_NOTHING
        and positive.why is not Why.NOT_APPLICABLE
        and not none_examined
    )


def _lacks(why: Why | None) -> str:
    return "exact_value" if why is None else lack_of_value(why)
