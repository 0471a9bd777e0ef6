"""The published intervals as data, and what cannot be a protocol."""

from dataclasses import replace

import pytest

from surveillance.protocols import (
    CT_ABDOMEN_PELVIS,
    CT_CHEST,
    ESMO_HIGH,
    PROTOCOLS,
    VISIT,
    Phase,
    describe,
)


def phase(every_months, until_month):
    return Phase(every_months, until_month, "as the guideline says")


def test_the_closer_intervals_are_the_only_protocol():
    assert dict(PROTOCOLS) == {"ESMO_HIGH": ESMO_HIGH}


def test_protocols_cannot_be_changed_while_the_program_runs():
    with pytest.raises(TypeError):
        PROTOCOLS["ESMO_LOW"] = ESMO_HIGH


def test_intervals_are_three_six_and_twelve_months():
    assert [(each.every_months, each.until_month) for each in ESMO_HIGH.phases] == [
        (3, 36),
        (6, 60),
        (12, None),
    ]


def test_a_visit_consists_of_the_clinic_the_chest_and_the_abdomen():
    assert ESMO_HIGH.parts == (VISIT, CT_CHEST, CT_ABDOMEN_PELVIS)


def test_a_visit_is_in_time_from_two_weeks_before_to_four_after():
    assert (ESMO_HIGH.window_before_days, ESMO_HIGH.window_after_days) == (14, 28)


def test_the_guidelines_ranges_are_printed_beside_the_interval_chosen():
    assert describe(ESMO_HIGH).intervals == (
        "every 3 months to month 36 (guideline: every 3 to 4 months in the first 2 to 3 years)",
        "every 6 months to month 60 (guideline: twice a year up to the fifth year)",
        "every 12 months after that, without end (guideline: once a year after that)",
    )


def test_the_parts_are_told_with_what_to_do_without_contrast():
    assert describe(ESMO_HIGH).parts == (
        "history and examination",
        "CT of the chest",
        "CT of abdomen and pelvis with contrast"
        " (MRI where contrast must not be given; the CT of the chest stays)",
    )


def test_the_source_is_named():
    text = describe(ESMO_HIGH)
    assert (text.title, text.guideline, text.citation, text.window) == (
        "Follow-up of intermediate and high-grade sarcoma (ESMO)",
        "ESMO clinical practice guidelines, soft tissue sarcoma",
        "Casali and Blay, ESMO clinical practice guidelines, Ann Oncol 2010;21 Suppl 5:v198-203;"
        " the current ESMO page gives the same intervals, as quoted by BC Cancer",
        "in time from 14 days before to 28 days after the date",
    )


def test_an_interval_of_one_month_is_told_without_its_number():
    monthly = replace(ESMO_HIGH, phases=(phase(1, None),))
    assert describe(monthly).intervals == (
        "every month after that, without end (guideline: as the guideline says)",
    )


# -- what cannot be a protocol -----------------------------------------------------------------
@pytest.mark.parametrize("parts", [(), (VISIT,), (VISIT, CT_ABDOMEN_PELVIS)])
def test_no_visit_goes_without_the_chest(parts):
    with pytest.raises(ValueError, match="the chest is part of every visit"):
        replace(ESMO_HIGH, parts=parts)


@pytest.mark.parametrize("months", [0, -3])
def test_an_interval_is_at_least_a_month(months):
    with pytest.raises(ValueError, match="at least a month"):
        replace(ESMO_HIGH, phases=(phase(months, None),))


@pytest.mark.parametrize(
    "ends",
    [(), (36,), (36, 60), (60, 36, None), (36, 36, None), (None, 36), (36, None, None)],
)
def test_follow_up_has_no_end_and_its_phases_follow_each_other(ends):
    with pytest.raises(ValueError, match="only the last has no end"):
        replace(ESMO_HIGH, phases=tuple(phase(3, end) for end in ends))
