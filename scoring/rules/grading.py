"""The tumour's grade in its specimens: by the scores, as reported, on a biopsy.

As `fnclcc` explains it; the stage asks for it too.
"""

from functools import lru_cache
from typing import NamedTuple

from scoring.rules.base import Note
from scoring.rules.decisions import Decision
from scoring.rules.earlier_treatment import NEOADJUVANT_READS, neoadjuvant
from scoring.rules.fnclcc_scores import GRADED_BY, Score, Specimen, scores_of
from scoring.rules.specimens import BIOPSY, SPECIMEN_READS, dated_specimens, others
from scoring.values.cells import NO_AMOUNT, NO_DATE, NO_FINDING, Finding, Why
from scoring.values.fields import Facts
from scoring.values.truth import YES

GRADING_READS = (*SPECIMEN_READS, *GRADED_BY, *NEOADJUVANT_READS)
GRADES = ("G1", "G2", "G3")
G2_FROM, G3_FROM = 4, 6  # sums


def grade_of(*points: int) -> str:
    """Of the three scores."""
    total = sum(points)
    return GRADES[(total >= G2_FROM) + (total >= G3_FROM)]


DECISION = Decision(GRADES, grade_of)


class Reading(NamedTuple):
    """One specimen's grade. by_scores: what its scores leave possible."""

    scores: tuple[Score, ...]
    reported: str | None
    by_scores: tuple[str, ...]

    @property
    def contradicts(self) -> bool:
        """The reported grade is not among those of the scores."""
        return self.reported is not None and self.reported not in self.by_scores

    @property
    def groups(self) -> tuple[str, ...]:
        """By the scores and as reported."""
        if self.reported is None:
            return self.by_scores
        kept = {self.reported, *self.by_scores} if self.contradicts else {self.reported}
        return tuple(grade for grade in GRADES if grade in kept)


class Grading(NamedTuple):
    """The tumour's grade. kind: of the specimen that counts; None where none says anything.

    biopsy: beside a specimen that counts more. treated: before the operation. others: the specimens
    that are not read.
    """

    kind: str | None
    specimen: Reading
    biopsy: Reading | None
    treated: Finding
    others: tuple[Note, ...] = ()

    @property
    def is_withheld(self) -> bool:
        """A biopsy is taken to come from before any treatment."""
        return self.kind != BIOPSY and self.treated.truth is YES

    @property
    def groups(self) -> tuple[str, ...]:
        """None below the biopsy's; where the specimen's are all lower, those of both."""
        possible = GRADES if self.is_withheld else self.specimen.groups
        if self.biopsy is None:
            return possible
        if self.is_biopsy_higher:
            return tuple(grade for grade in GRADES if grade in (*possible, *self.biopsy.groups))
        least = GRADES.index(self.biopsy.groups[0])
        return tuple(grade for grade in GRADES[least:] if grade in possible)

    @property
    def is_biopsy_higher(self) -> bool:
        """Than all that the specimen leaves possible."""
        return (
            self.biopsy is not None
            and not self.is_withheld
            and self.biopsy.groups[0] > self.specimen.groups[-1]
        )

    @property
    def is_contradicted(self) -> bool:
        """By its own scores, or by the biopsy."""
        return self.specimen.contradicts or self.is_biopsy_higher


def grading(facts: Facts) -> Grading:
    """What the record says of the grade, in whichever specimen."""
    rows = dated_specimens(facts, GRADED_BY)
    found = {kind: _reading(Specimen(*cells)) for kind, (cells, _date) in rows.items()}
    kind = next(iter(found), None)
    biopsy = found.get(BIOPSY) if kind != BIOPSY else None
    specimen = _reading(NOTHING) if kind is None else found[kind]
    taken = NO_DATE[Why.UNANSWERED] if kind is None else rows[kind][1]
    return Grading(kind, specimen, biopsy, neoadjuvant(facts, taken), others(facts, GRADED_BY))


@lru_cache(maxsize=1024)  # two rules ask for it in each case
def _reading(specimen: Specimen) -> Reading:
    scores = scores_of(specimen)
    exact = None if specimen.grade.interval is None else specimen.grade.interval.exact
    reported = next((name for place, name in enumerate(GRADES, 1) if place == exact), None)
    return Reading(scores, reported, DECISION.possible([score.given for score in scores]))


SILENT = NO_AMOUNT[Why.UNANSWERED]
NOTHING = Specimen(*(SILENT,) * 5, NO_FINDING[Why.UNANSWERED], SILENT)
