"""What follow-up the record of a case suggests, and why. Nothing starts before a person accepts it.

Pure on the document. Three verdicts: proposed; not yet, with what is missing; does not fit, with
the reason. Codes here, words in `surveillance.proposal_words`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from scoring.rules.base import Note
from scoring.rules.diagnosis import DIAGNOSIS, why_not
from scoring.values.cells import Finding, Why, amount, code, either, finding
from scoring.values.fields import Row, every, latest, rows_of
from scoring.values.interval import Interval
from scoring.values.periods import Period
from scoring.values.truth import NO, YES
from scoring.values.units import MONTHS, NUMBER
from surveillance.findings import METASTASIS, open_findings, read
from surveillance.operations import Anchor, anchor_of, is_palliative, operations_of
from surveillance.planning import months_between, next_month
from surveillance.protocols import ESMO_HIGH, Protocol

SARCOMAS = ("leiomyosarcoma", "liposarcoma", "undifferentiated_sarcoma", "other_sarcoma")
DEATHS = ("dead_of_disease", "dead_other", "dead_unknown")
ROUGHLY = Decimal(1)  # "about 9 months" may be 8, so that the visit at 9 is not taken as done
HIGH_GRADE = 2  # FNCLCC 2 and 3 are followed alike

GRADES = every("pathology.fnclcc_grade", amount(NUMBER))
STATES = every("follow_up.vital_status", code)


class Verdict(StrEnum):
    """The word is the code that pages and stored rows use."""

    PROPOSED = "proposed"
    NOT_YET = "not_yet"
    DOES_NOT_FIT = "does_not_fit"


class Basis(StrEnum):
    """Why this protocol: what is known of the grade."""

    HIGH_GRADE = "high_grade"
    UNKNOWN_GRADE = "unknown_grade"
    LOW_GRADE_NOT_AVAILABLE = "low_grade_not_available"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A recorded look at the patient: at least so many months after treatment, not before a day."""

    months: Decimal | None
    day: date | None

    def elapsed(self, anchor: date | None) -> Decimal | None:
        """Months since the anchor that are certain: where both tell them, the fewer."""
        known = [] if self.months is None else [self.months]
        if anchor is not None and self.day is not None:
            known.append(Decimal(months_between(anchor, self.day)))
        return min(known, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """reasons: what is missing or does not fit; empty if proposed. basis and grade: if proposed.

    grade: FNCLCC, the highest reported; None if none is known. operations: how many are recorded
    that were not palliative. findings: open questions of the record, each with its row's uid.
    """

    verdict: Verdict
    reasons: tuple[Note, ...] = ()
    protocol: Protocol = ESMO_HIGH
    basis: Basis
    grade: int | None = None
    anchor: Anchor
    operations: int
    follow_ups: tuple[FollowUp, ...] = ()
    findings: tuple[Note, ...] = ()

    @property
    def is_proposed(self) -> bool:
        return self.verdict is Verdict.PROPOSED

    @property
    def elapsed_months(self) -> Decimal | None:
        """As `elapsed`, since the recorded anchor."""
        return self.elapsed(self.anchor.day)

    @property
    def next_month(self) -> int:
        """The month of the first visit that is still to be done."""
        return next_month(self.protocol, self.elapsed_months or 0)

    def elapsed(self, anchor: date | None) -> Decimal | None:
        """Months from an anchor to the last follow-up, never too many; None without follow-up."""
        known = [each.elapsed(anchor) for each in self.follow_ups]
        return max((months for months in known if months is not None), default=None)


def propose(document: Mapping[str, Any]) -> Proposal:
    """From one case in the case format; what cannot be read in it is unknown."""
    recorded = operations_of(document)
    operations = [row for row in recorded if not is_palliative(row)]
    anchor = anchor_of(operations)
    contrary = tuple(_contrary(document, recorded, operations))
    missing = tuple(_missing(document, recorded))
    grade, basis = _grade(document)
    return Proposal(
        verdict=_verdict(contrary, missing),
        reasons=contrary or missing,
        basis=basis,
        grade=grade,
        anchor=anchor,
        operations=len(operations),
        follow_ups=_follow_ups(document, is_single=len(operations) == 1),
        findings=open_findings(document),
    )


def _verdict(contrary: Sequence[Note], missing: Sequence[Note]) -> Verdict:
    if contrary:
        return Verdict.DOES_NOT_FIT
    return Verdict.NOT_YET if missing else Verdict.PROPOSED


# -- the gate ----------------------------------------------------------------------------------
def _contrary(
    document: Mapping[str, Any], recorded: Sequence[Row], operations: Sequence[Row]
) -> list[Note]:
    """Why follow-up after an operation for sarcoma does not fit this patient."""
    diagnosis = why_not(read(document, DIAGNOSIS))
    facts = {
        "dead": any(state.code in DEATHS for state in read(document, STATES)),
        "metastatic": read(document, METASTASIS).truth is YES,
        "recurrence": _has_open_recurrence(document, operations),
        "palliative": bool(recorded) and is_palliative(recorded[0]),
    }
    notes = [Note(key) for key, holds in facts.items() if holds]
    is_other = diagnosis.code == "histology" and diagnosis.values["value"] not in SARCOMAS
    return [diagnosis, *notes] if is_other else notes


def _missing(document: Mapping[str, Any], recorded: Sequence[Row]) -> list[Note]:
    """What the record does not say yet: the pathology, the operation."""
    diagnosis, notes = why_not(read(document, DIAGNOSIS)), []
    if diagnosis.code != "histology":
        notes.append(diagnosis)
    if not recorded:
        said = read(document, latest("surgery.operated", finding))
        notes.append(_no_operation(said))
    return notes


def _no_operation(said: Finding) -> Note:
    if said.truth is NO:
        return Note("not_operated")
    return Note("operation_unknown", {"why": str(said.why)})


def _has_open_recurrence(document: Mapping[str, Any], operations: Sequence[Row]) -> bool:
    """A recurrence that no later operation is known to have answered.

    Follow-up starts again with its treatment; from the first operation it would be too sparse.
    """
    latest_operation = operations[0].dated if operations else None
    for seen in _recurrences(document):
        if latest_operation is None or seen is None or latest_operation.first <= seen.last:
            return True
    return False


def _recurrences(document: Mapping[str, Any]) -> list[Period | None]:
    """When each was seen: as a row of its own, or at a visit; None without a date."""
    rows = [row for row in rows_of(document, "recurrences") if set(row.values) - {"uid"}]
    visits = [row for row in rows_of(document, "follow_up") if _shows_recurrence(row)]
    return [row.dated for row in (*rows, *visits)]


def _shows_recurrence(row: Row) -> bool:
    names = ("local_recurrence", "distant_recurrence")
    return either(*(finding(row.values.get(name)) for name in names)).truth is YES


# -- grade and time ----------------------------------------------------------------------------
def _grade(document: Mapping[str, Any]) -> tuple[int | None, Basis]:
    """The highest of all specimens. A disputed grade is not taken for low."""
    reported = read(document, GRADES)
    numbers = [each.interval.exact for each in reported if each.interval is not None]
    highest = max((int(number) for number in numbers if number in (1, 2, 3)), default=None)
    if highest is not None and highest >= HIGH_GRADE:
        return highest, Basis.HIGH_GRADE
    is_disputed = any(each.why in (Why.CONFLICT, Why.UNREADABLE) for each in reported)
    if highest is None or is_disputed:
        return None, Basis.UNKNOWN_GRADE
    return highest, Basis.LOW_GRADE_NOT_AVAILABLE


def _follow_ups(document: Mapping[str, Any], is_single: bool) -> tuple[FollowUp, ...]:
    """is_single: with several operations a duration does not say which it counts from.

    A visit that the patient did not come to, lost since, is none.
    """
    rows = [
        row
        for row in rows_of(document, "follow_up")
        if code(row.values.get("vital_status")).code != "lost"
    ]
    return tuple(
        FollowUp(_months(row) if is_single else None, row.dated and row.dated.first) for row in rows
    )


def _months(row: Row) -> Decimal | None:
    """The fewest months that a duration can mean; None if nothing bounds it from below."""
    duration = amount(MONTHS)(row.values.get("duration"))
    low = (duration.interval or Interval(None, None)).low
    if low is None or not duration.is_approximate:
        return low
    return max(low - ROUGHLY, Decimal(0))
