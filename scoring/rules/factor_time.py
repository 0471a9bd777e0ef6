"""Less than 12 months from diagnosis to first-line systemic therapy."""

from collections.abc import Sequence
from typing import Any

from scoring.rules.base import Criterion, Note
from scoring.rules.diagnosis import DIAGNOSIS, has_diagnosis
from scoring.rules.factors import Factor, Gap, lack_of_value
from scoring.values.cells import (
    NO_DATE,
    NO_FINDING,
    SAYS_NOTHING,
    Dated,
    Finding,
    Why,
    code,
    dated,
    either,
    finding,
)
from scoring.values.fields import Facts, every, latest
from scoring.values.periods import Period
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, Truth

DIAGNOSED = latest("presentation.date_of_diagnosis", dated)
GIVEN = every("systemic.given", finding)
SETTING = every("systemic.setting", code)
STARTED = every("systemic.start_date", dated)
FIRST_LINE = every("systemic.first_line_systemic_start", dated)
TIME_READS = (GIVEN, SETTING, STARTED, FIRST_LINE, DIAGNOSED, DIAGNOSIS)
MADE_FOR = "renal_cell_carcinoma"


def systemic_therapy(facts: Facts) -> Finding:
    """Whether any is recorded: by a row that says so, or by a date.

    Unknown because unanswered: the record does not speak of systemic therapy at all. A date that
    cannot be read does not say that therapy was given.
    """
    dates = [date for date in (*facts[STARTED], *facts[FIRST_LINE]) if _is_written(date)]
    by_date = [
        NO_FINDING[date.why] if date.why is Why.UNREADABLE else Finding(YES) for date in dates
    ]
    found = (*facts[GIVEN], *by_date)
    return either(*found) if found else NO_FINDING[Why.UNANSWERED]


def time_to_systemic(facts: Facts) -> Factor:
    """By calendar anniversaries: exactly 12 months is not less. Without therapy not applicable.

    A record that does not speak of therapy is taken for one without it only where the histology
    is not the one that these scores were made for; else it is silent on a date that matters.
    """
    diagnosis, start = facts[DIAGNOSED], first_line_start(facts)
    is_other = has_diagnosis(facts[DIAGNOSIS], MADE_FOR) is NO
    if _has_no_start(systemic_therapy(facts), start, is_other):
        return Factor(_criterion(NOT_APPLICABLE, {}))
    if diagnosis.period is None or start.period is None:
        undated = [
            end for end in ((DIAGNOSED, diagnosis), (FIRST_LINE, start)) if not end[1].period
        ]
        gaps = tuple(Gap(field, lack_of_value(end.why)) for field, end in undated)
        return Factor(_criterion(UNKNOWN, _written(diagnosis, start)), gaps, (), True)
    return _compared(diagnosis.period, start.period)


def _has_no_start(therapy: Finding, start: Dated, is_other: bool) -> bool:
    if therapy.truth in (NO, NOT_APPLICABLE) or start.why is Why.NOT_APPLICABLE:
        return True
    return is_other and therapy.truth is UNKNOWN and therapy.why is Why.UNANSWERED


def _compared(diagnosis: Period, start: Period) -> Factor:
    answer = start.within_a_year_of(diagnosis)
    criterion = _criterion(answer, {"from": diagnosis.text(), "to": start.text()})
    if answer is UNKNOWN:
        ends = ((DIAGNOSED, diagnosis), (FIRST_LINE, start))
        rough = [field for field, days in ends if days.first != days.last]
        return Factor(criterion, tuple(Gap(field, "exact_value") for field in rough))
    is_reversed = start.last < diagnosis.first
    return Factor(criterion, (), (Note("therapy_before_diagnosis"),) if is_reversed else ())


def first_line_start(facts: Facts) -> Dated:
    """The earliest; where no row names one, the start of a row that is itself the first line."""
    named = [date for date in facts[FIRST_LINE] if date.why not in SAYS_NOTHING]
    rows = zip(facts[SETTING], facts[STARTED], strict=True)
    return _earliest(named or [date for setting, date in rows if setting.code == "first_line"])


def _earliest(dates: Sequence[Dated]) -> Dated:
    """A date that cannot be read, or on which sources disagree, could be the earliest."""
    for date in dates:
        if date.period is None and _is_written(date):
            return date
    days = [date.period for date in dates if date.period is not None]
    if days:
        return Dated(Period(min(d.first for d in days), min(d.last for d in days)))
    return dates[0] if dates else NO_DATE[Why.UNANSWERED]


def _is_written(date: Dated) -> bool:
    return date.why not in SAYS_NOTHING and date.why is not Why.NOT_APPLICABLE


def _written(diagnosis: Dated, start: Dated) -> dict[str, Any]:
    ends = (("from", diagnosis.period), ("to", start.period))
    return {key: days.text() for key, days in ends if days is not None}


def _criterion(answer: Truth, values: dict[str, Any]) -> Criterion:
    return Criterion("time_to_systemic", answer, values)
