"""Scores of kidney cancer in words, where they do not apply: points without their group."""

from typing import Any

import pytest

from scoring.tests.cases import ABSENT, card, kidney_patient, varied
from scoring.wording import CardText, describe

SARCOMA = {"pathology__diagnosis": "leiomyosarcoma"}


def words(rule: str, document: Any) -> CardText:
    return describe(card(rule, document))


def sarcoma(**changes: Any) -> dict[str, Any]:
    """The kidney patient with another histology; a normal LDH for MSKCC."""
    return varied(kidney_patient(), labs__ldh={"result": "normal"}, **SARCOMA, **changes)


# -- one group alone ---------------------------------------------------------------------------
@pytest.mark.parametrize(("rule", "of"), [("imdc", 6), ("mskcc", 5)])
def test_a_group_that_alone_is_left_is_not_named(rule: str, of: int) -> None:
    text = words(rule, sarcoma())
    assert text.headline == f"Not applicable; 0 of {of}"
    assert text.short == f"{rule.upper()} not applicable: 0/{of}"
    assert text.lines[1:] == (f"From the record: 0 of {of}.",)


def test_points_that_leave_one_group_are_told_with_their_range() -> None:
    anaemia = {"labs__haemoglobin": {"result": "low"}}
    text = words("imdc", sarcoma(**anaemia, labs__platelets=ABSENT))
    assert text.headline == "Not applicable; 1 to 2 of 6 possible"
    assert text.short == "IMDC not applicable: 1–2/6"
    assert text.lines[1:] == ("From the record: 1 counted, 1 to 2 of 6 possible.",)
    assert text.missing == ("Platelets: the group stays the same either way.",)


def test_only_the_report_names_one_group() -> None:
    reported = {"score": "imdc", "value": 1, "group": "intermediate", "factors": []}
    text = words("imdc", sarcoma() | {"scores_reported": [reported]})
    assert text.lines[1:] == (
        "The report itself states: 1, intermediate.",
        "From the record: 0 of 6.",
    )


def test_with_and_without_the_reports_time_factor_no_group_alone_is_named() -> None:
    reported = [{"score": "imdc", "factors": ["time_to_systemic"]}]
    document = sarcoma(presentation__date_of_diagnosis=ABSENT) | {"scores_reported": reported}
    assert words("imdc", document).lines[1:] == (
        "From the record, with the report's time factor taken over: 1 of 6.",
        "From the record alone: 0 counted, 0 to 1 of 6 possible; favourable or intermediate.",
    )


def test_the_strict_range_keeps_silent_on_one_group() -> None:
    anaemia = {"labs__haemoglobin": {"result": "low"}}
    text = words("imdc", sarcoma(**anaemia, labs__albumin=ABSENT))
    assert text.caveats == (
        "Calcium is not corrected for albumin.",
        "Counted strictly, with calcium as unknown: 1 counted, 1 to 2 of 6 possible.",
    )


# -- what is still said ------------------------------------------------------------------------
def test_two_groups_are_both_named() -> None:
    text = words("imdc", sarcoma(labs__platelets=ABSENT))
    assert text.headline == "Not applicable; 0 to 1 of 6 possible, favourable or intermediate"
    assert text.short == "IMDC not applicable: 0–1/6, favourable or intermediate"
    assert text.missing == ("Platelets: if met, intermediate; if not met, favourable.",)


def test_where_the_score_applies_its_group_is_named() -> None:
    text = words("imdc", kidney_patient())
    assert (text.headline, text.short) == ("0 of 6, favourable", "IMDC 0/6, favourable")
    assert text.lines[1] == "From the record: 0 of 6; favourable."


def test_where_it_may_apply_the_group_is_named() -> None:
    text = words("imdc", varied(kidney_patient(), pathology__diagnosis=ABSENT))
    assert text.headline == "Applicability unknown; 0 of 6, favourable"
    assert text.short == "IMDC if applicable: 0/6, favourable"


def test_where_it_applies_a_factor_that_changes_no_group_names_the_group() -> None:
    anaemia = {"labs__haemoglobin": {"result": "low"}}
    text = words("imdc", varied(kidney_patient(), **anaemia, labs__platelets=ABSENT))
    assert text.missing == ("Platelets: intermediate either way.",)
