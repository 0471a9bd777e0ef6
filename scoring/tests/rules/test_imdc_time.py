"""The time factor of IMDC: dates to the day, and records that do not speak of therapy."""

import pytest

from scoring.tests.cases import (
    ABSENT,
    NO_START,
    card,
    codes,
    factor,
    figures,
    imdc,
    kidney_patient,
    measured,
    varied,
)
from scoring.wording import describe


@pytest.mark.parametrize(
    ("diagnosis", "start", "answer"),
    [
        ("2019-03-01", "2020-02-29", "yes"),  # 365 days, one short of the anniversary
        ("2019-03-01", "2020-03-01", "no"),  # 366 days
        ("2021-03-01", "2022-02-28", "yes"),  # 364 days
        ("2021-03-01", "2022-03-01", "no"),  # 365 days
        ("2020-02-29", "2021-02-27", "yes"),
        ("2020-02-29", "2021-02-28", "no"),
        ("2020", "2020-06", "yes"),
        ("2020", "2021", "unknown"),
        ("2020", "2022", "no"),
        ("2020-03", "2021-03", "unknown"),
        ("2020-03", "2021-02", "yes"),
        ("2020-03-05", "2021", "unknown"),
        ("2020-12-31", "2020", "yes"),
        ({"missing": "unknown"}, "2021", "unknown"),
        ("2020-13", "2021", "unknown"),
    ],
)
def test_time_by_calendar_anniversaries(diagnosis, start, answer):
    changes = {
        "presentation__date_of_diagnosis": diagnosis,
        "systemic__first_line_systemic_start": start,
    }
    assert factor("time_to_systemic", **changes) == answer


def test_therapy_without_a_date_is_unknown_and_both_dates_are_asked_together():
    found = imdc(presentation__date_of_diagnosis=ABSENT, systemic__first_line_systemic_start=ABSENT)
    assert found["criteria"][2]["answer"] == "unknown"
    assert [(e["field"], e["together"]) for e in found["missing"]] == [
        ("presentation.date_of_diagnosis", ["systemic.first_line_systemic_start"]),
        ("systemic.first_line_systemic_start", ["presentation.date_of_diagnosis"]),
    ]


def test_therapy_that_is_said_not_to_be_given_makes_the_time_not_applicable():
    assert factor("time_to_systemic", systemic__given="absent", **NO_START) == "not_applicable"


@pytest.mark.parametrize(
    ("diagnosis", "certainty", "answer"),
    [
        ("renal_cell_carcinoma", ABSENT, "unknown"),
        ("renal_cell_carcinoma", "possible", "unknown"),
        ("undetermined", ABSENT, "unknown"),
        (ABSENT, ABSENT, "unknown"),
        ("leiomyosarcoma", "possible", "unknown"),
        ("leiomyosarcoma", "probable", "not_applicable"),
        ("leiomyosarcoma", ABSENT, "not_applicable"),
    ],
)
def test_a_record_silent_on_therapy_by_histology(diagnosis, certainty, answer):
    document = varied(
        kidney_patient(), pathology__diagnosis=diagnosis, pathology__certainty=certainty
    )
    del document["systemic"]
    found = card("imdc", document)
    assert found["criteria"][2]["answer"] == answer
    asked = [entry["field"] for entry in found["missing"]]
    assert ("systemic.first_line_systemic_start" in asked) is (answer == "unknown")


def test_a_record_silent_on_therapy_and_diagnosis_asks_for_both_dates():
    document = varied(kidney_patient(), presentation__date_of_diagnosis=ABSENT)
    del document["systemic"]
    found = card("imdc", document)
    assert figures(found) == {
        "counted": 0,
        "low": 0,
        "high": 1,
        "of": 6,
        "groups": ["favourable", "intermediate"],
    }
    assert [(e["field"], e.get("together")) for e in found["missing"]] == [
        ("presentation.date_of_diagnosis", ["systemic.first_line_systemic_start"]),
        ("systemic.first_line_systemic_start", ["presentation.date_of_diagnosis"]),
        ("systemic.given", None),
    ]


def test_therapy_that_is_in_doubt_leaves_the_time_unknown():
    assert factor("time_to_systemic", systemic__given="equivocal", **NO_START) == "unknown"


def test_a_start_that_could_not_be_read_does_not_say_that_therapy_was_given():
    unread = {"missing": "unreadable"}
    found = imdc(systemic__given=ABSENT, systemic__first_line_systemic_start=unread)
    assert found["criteria"][2]["answer"] == "unknown"
    assert found["reasons"] == [{"code": "systemic_therapy_unknown", "why": "unreadable"}]
    found = imdc(systemic__first_line_systemic_start=unread)
    assert (found["criteria"][2]["answer"], found["reasons"]) == ("unknown", [])


def test_the_start_of_a_first_line_row_is_the_first_line_start():
    changes = {"systemic__setting": "first_line", "systemic__start_date": "2020-06"}
    assert factor("time_to_systemic", **changes, **NO_START) == "yes"
    changes["systemic__setting"] = "adjuvant"
    assert factor("time_to_systemic", **changes, **NO_START) == "unknown"


def test_the_earliest_of_several_starts_counts():
    document = kidney_patient()
    document["systemic"].append({"given": "present", "first_line_systemic_start": "2020-02"})
    assert card("imdc", document)["criteria"][2]["answer"] == "yes"


def test_a_start_on_which_sources_disagree_could_be_the_earliest():
    disputed = {"value": "2020-02", "alternatives": [{"value": "2021-09"}]}
    document = kidney_patient()
    document["systemic"].append({"given": "present", "first_line_systemic_start": disputed})
    found = card("imdc", document)
    assert found["criteria"][2]["answer"] == "unknown"
    assert [(e["field"], e["needs"]) for e in found["missing"]] == [
        ("systemic.first_line_systemic_start", "agreement")
    ]


def test_a_first_line_that_does_not_apply_has_no_time():
    start = {"missing": "not_applicable"}
    assert factor("time_to_systemic", systemic__first_line_systemic_start=start) == "not_applicable"


@pytest.mark.parametrize(
    ("diagnosis", "start", "fields"),
    [
        ("2020", "2021-03-05", ["presentation.date_of_diagnosis"]),
        ("2020-03-05", "2021", ["systemic.first_line_systemic_start"]),
        (
            "2020",
            "2021",
            ["presentation.date_of_diagnosis", "systemic.first_line_systemic_start"],
        ),
    ],
)
def test_rough_dates_are_asked_for_more_exactly(diagnosis, start, fields):
    found = imdc(
        presentation__date_of_diagnosis=diagnosis, systemic__first_line_systemic_start=start
    )
    asked = [(entry["field"], entry["needs"]) for entry in found["missing"]]
    assert asked == [(field, "exact_value") for field in fields]


def test_therapy_before_the_diagnosis_is_flagged():
    found = imdc(systemic__first_line_systemic_start="2019-12-31")
    assert found["criteria"][2]["answer"] == "yes"
    assert codes(found["caveats"]) == ["therapy_before_diagnosis", "after_therapy"]


# -- blood of after the start -------------------------------------------------------------------
BLOOD = ["haemoglobin", "calcium", "neutrophils", "platelets"]


def late(sampled, start):
    return [
        note
        for note in imdc(labs__date=sampled, systemic__first_line_systemic_start=start)["caveats"]
        if note["code"] == "after_therapy"
    ]


@pytest.mark.parametrize(
    ("sampled", "start", "is_said"),
    [
        ("2021-06-02", "2021-06-01", True),
        ("2021-06-01", "2021-06-01", False),
        ("2021-05-31", "2021-06-01", False),
        ("2021-06", "2021-06-01", False),
        ("2021-07", "2021-06", True),
        ("2021-06-30", "2021-06", False),
        ("2021", "2020", True),
        (ABSENT, "2021-06-01", False),
        ("2021-06-02", ABSENT, False),
    ],
)
def test_blood_certainly_taken_after_therapy_began_is_said(sampled, start, is_said):
    said = {"code": "after_therapy", "criteria": BLOOD, "sampled": sampled, "start": start}
    assert late(sampled, start) == [said] * is_said


def test_it_is_said_with_both_dates_and_changes_no_answer():
    before, after = imdc(labs__date="2021-05-20"), imdc(labs__date="2021-06-02")
    assert figures(after) == figures(before)
    assert describe(after).caveats == (
        "Haemoglobin, calcium, neutrophils and platelets of 2021-06-02: taken after systemic "
        "therapy began (2021-06-01).",
    )


def test_each_day_of_blood_is_said_apart_and_only_of_factors_that_it_answers():
    document = kidney_patient()
    document["labs"][0]["date"] = "2021-07-01"
    document["labs"][0]["neutrophils"] = measured(5, "10^9/L")
    document["labs"].append({"date": "2021-08", "haemoglobin": {"result": "low"}})
    assert [
        (note["sampled"], note["criteria"])
        for note in card("imdc", document)["caveats"]
        if note["code"] == "after_therapy"
    ] == [("2021-08", ["haemoglobin"]), ("2021-07-01", ["calcium", "platelets"])]
