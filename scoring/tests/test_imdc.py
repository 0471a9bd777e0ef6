"""IMDC: the paper's patient to the letter, all combinations, and every boundary."""

from decimal import Decimal
from itertools import product

import pytest

from scoring.tests.cases import (
    ABSENT,
    answers,
    card,
    kidney_patient,
    measured,
    paper_patient,
    varied,
)
from scoring.tests.oracles import imdc_figures

FACTORS = (
    "haemoglobin",
    "calcium",
    "time_to_systemic",
    "performance_status",
    "neutrophils",
    "platelets",
)
# By factor and answer: the value that gives this answer in the kidney patient.
VALUES = {
    "haemoglobin": {
        "yes": measured(Decimal("13.4"), "g/dL", lower=Decimal("13.5")),
        "no": measured(Decimal("13.5"), "g/dL", lower=Decimal("13.5")),
    },
    "calcium": {
        "yes": measured(Decimal("2.7"), "mmol/L", upper=Decimal("2.6")),
        "no": measured(Decimal("2.6"), "mmol/L", upper=Decimal("2.6")),
    },
    "neutrophils": {"yes": measured(9, "10^9/L", upper=8), "no": measured(8, "10^9/L", upper=8)},
    "platelets": {
        "yes": measured(401, "10^9/L", upper=400),
        "no": measured(400, "10^9/L", upper=400),
    },
    "performance_status": {"yes": 70, "no": 80},
    "time_to_systemic": {"yes": "2021-01-14", "no": "2021-01-15"},
}
PATHS = {
    "performance_status": "presentation__kps",
    "time_to_systemic": "systemic__first_line_systemic_start",
}


def with_answers(combination):
    changes = {
        PATHS.get(factor, f"labs__{factor}"): VALUES[factor].get(answer, ABSENT)
        for factor, answer in zip(FACTORS, combination, strict=True)
    }
    return varied(kidney_patient(), **changes)


def imdc(**changes):
    return card("imdc", varied(kidney_patient(), **changes))


def factor(name, **changes):
    return answers("imdc", varied(kidney_patient(), **changes))[name]


def figures(found):
    return {key: found[key] for key in ("counted", "low", "high", "of", "groups")}


def codes(notes):
    return [note["code"] for note in notes]


# -- the paper's patient -----------------------------------------------------------------------
def test_figures_of_the_papers_patient():
    found = card("imdc", paper_patient())
    assert figures(found) == {
        "counted": 2,
        "low": 2,
        "high": 5,
        "of": 6,
        "groups": ["intermediate", "poor"],
    }
    assert found["alone"] == {
        "counted": 1,
        "low": 1,
        "high": 4,
        "of": 5,
        "groups": ["intermediate", "poor"],
    }
    assert found["reported"] == {"value": 2, "group": "intermediate"}


def test_the_score_does_not_apply_to_the_papers_patient():
    found = card("imdc", paper_patient())
    assert found["applicability"] == "not_applicable"
    assert found["reasons"] == [
        {"code": "histology", "value": "leiomyosarcoma"},
        {"code": "systemic_therapy_not_reported"},
        {"code": "metastasis_equivocal"},
    ]


def test_criteria_of_the_papers_patient():
    assert card("imdc", paper_patient())["criteria"] == [
        {
            "key": "haemoglobin",
            "answer": "yes",
            "value": Decimal(12),
            "limit": Decimal("13.5"),
            "unit": "g/dL",
            "limit_from": "report",
        },
        {"key": "calcium", "answer": "no", "result": "normal"},
        {"key": "time_to_systemic", "answer": "not_applicable", "stated": "yes"},
        {"key": "performance_status", "answer": "unknown", "why": "unanswered"},
        {"key": "neutrophils", "answer": "unknown", "why": "unanswered"},
        {"key": "platelets", "answer": "unknown", "why": "unanswered"},
    ]


def test_the_strict_range_stands_beside_uncorrected_calcium():
    assert card("imdc", paper_patient())["caveats"] == [
        {"code": "calcium_not_corrected", "basis": "result"},
        {
            "code": "strict_range",
            "counted": 2,
            "low": 2,
            "high": 6,
            "of": 6,
            "groups": ["intermediate", "poor"],
        },
    ]


def test_what_the_papers_patient_lacks():
    settles = {"yes": ["poor"], "no": ["intermediate", "poor"]}
    fields = ("presentation.kps", "labs.neutrophils", "labs.platelets")
    assert card("imdc", paper_patient())["missing"] == [
        {"field": field, "needs": "value", "settles": settles} for field in fields
    ]


# -- all combinations --------------------------------------------------------------------------
@pytest.mark.parametrize("first", ["yes", "no", "unknown"])
def test_every_combination_equals_the_oracle(first):
    for rest in product(("yes", "no", "unknown"), repeat=5):
        combination = (first, *rest)
        found = card("imdc", with_answers(combination))
        assert [each["answer"] for each in found["criteria"]] == list(combination)
        assert figures(found) == imdc_figures(combination), combination
        assert found["applicability"] == "applicable"
        assert "alone" not in found


def test_without_therapy_five_factors_are_counted():
    for combination in product(("yes", "no", "unknown"), repeat=5):
        without = (*combination[:2], "unknown", *combination[2:])
        document = varied(with_answers(without), systemic__given="absent")
        expected = imdc_figures((*combination[:2], "not_applicable", *combination[2:]))
        assert figures(card("imdc", document)) == expected


def test_what_settles_most_comes_first():
    """One unknown may end in favourable or intermediate; each order equals a search by hand."""
    for combination in product(("yes", "no", "unknown"), repeat=6):
        found = card("imdc", with_answers(combination))
        remaining = []
        for entry in found["missing"]:
            assert set(entry["settles"]) == {"yes", "no"}
            remaining.append(min(len(left) for left in entry["settles"].values()))
        assert remaining == sorted(remaining)


def test_settles_is_what_the_answer_then_gives():
    for combination in product(("yes", "no", "unknown"), repeat=6):
        entries = {e["field"]: e for e in card("imdc", with_answers(combination))["missing"]}
        for place, field in ((1, "labs.calcium"), (5, "labs.platelets")):
            for answer, left in entries[field]["settles"].items() if field in entries else ():
                known = (*combination[:place], answer, *combination[place + 1 :])
                assert left == imdc_figures(known)["groups"]


# -- haemoglobin -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sex", "value", "answer"),
    [
        ("male", "13.4", "yes"),
        ("male", "13.5", "no"),
        ("female", "11.9", "yes"),
        ("female", "12.0", "no"),
        ("unknown", "11.9", "yes"),
        ("unknown", "12.0", "unknown"),
        ("unknown", "13.4", "unknown"),
        ("unknown", "13.5", "no"),
        ("intersex_other", "12.5", "unknown"),
        (ABSENT, "13.5", "no"),
    ],
)
def test_without_a_laboratory_limit_the_default_for_the_sex_counts(sex, value, answer):
    haemoglobin = measured(Decimal(value), "g/dL")
    found = imdc(presentation__sex=sex, labs__haemoglobin=haemoglobin)
    assert found["criteria"][0]["answer"] == answer
    assert found["criteria"][0]["limit_from"] == "default"
    assert codes(found["caveats"]) == ["default_limit"]


def test_the_laboratorys_limit_outweighs_the_default():
    haemoglobin = measured(Decimal("13.2"), "g/dL", lower=13)
    found = imdc(labs__haemoglobin=haemoglobin)
    assert found["criteria"][0]["answer"] == "no"
    assert found["criteria"][0]["limit_from"] == "report"
    assert found["caveats"] == []


def test_an_unknown_sex_is_asked_first_and_then_the_limit():
    found = imdc(presentation__sex="unknown", labs__haemoglobin=measured(13, "g/dL"))
    assert [(entry["field"], entry["needs"]) for entry in found["missing"]] == [
        ("presentation.sex", "value"),
        ("labs.haemoglobin", "limit"),
    ]


def test_another_sex_needs_the_laboratorys_limit():
    found = imdc(presentation__sex="intersex_other", labs__haemoglobin=measured(13, "g/dL"))
    assert [(entry["field"], entry["needs"]) for entry in found["missing"]] == [
        ("labs.haemoglobin", "limit")
    ]


@pytest.mark.parametrize(("word", "answer"), [("low", "yes"), ("normal", "no"), ("high", "no")])
def test_words_answer_where_there_is_no_number(word, answer):
    assert factor("haemoglobin", labs__haemoglobin={"result": word}) == answer


def test_the_number_outweighs_words_that_disagree():
    haemoglobin = measured(12, "g/dL", lower=Decimal("13.5"), result="normal")
    found = imdc(labs__haemoglobin=haemoglobin)
    assert found["criteria"][0]["answer"] == "yes"
    assert codes(found["caveats"]) == ["contradicts_words"]


@pytest.mark.parametrize(
    ("comparator", "value", "answer"),
    [
        (">", "12", "unknown"),
        (">", "13.5", "no"),
        (">=", "13.5", "no"),
        ("<", "12", "yes"),
        ("<", "13.5", "yes"),
        ("<=", "13.5", "unknown"),
        ("<", "14", "unknown"),
        ("~", "13.4", "yes"),
        ("~", "13.5", "no"),
    ],
)
def test_a_comparator_leaves_open_what_it_leaves_open(comparator, value, answer):
    haemoglobin = measured(Decimal(value), "g/dL", lower=Decimal("13.5"), comparator=comparator)
    assert factor("haemoglobin", labs__haemoglobin=haemoglobin) == answer


@pytest.mark.parametrize("comparator", ["<", "<=", ">", ">="])
def test_a_card_keeps_the_comparator(comparator):
    haemoglobin = measured(14, "g/dL", lower=12, comparator=comparator)
    criterion = imdc(labs__haemoglobin=haemoglobin)["criteria"][0]
    assert (criterion["comparator"], criterion["value"]) == (comparator, 14)


def test_a_limit_that_cannot_be_read_is_no_limit():
    for lower in ({"value": "13", "unit": "g/dL"}, {"value": 13, "unit": "kg"}, {"value": 13}, 13):
        found = imdc(labs__haemoglobin={"value": 13, "unit": "g/dL", "lower": lower})
        assert found["criteria"][0]["limit_from"] == "default"


def test_an_approximate_number_is_compared_with_a_caveat():
    haemoglobin = measured(12, "g/dL", lower=Decimal("13.5"), comparator="~")
    assert codes(imdc(labs__haemoglobin=haemoglobin)["caveats"]) == ["approximate"]


def test_sources_that_disagree_leave_the_factor_unknown():
    haemoglobin = {**measured(12, "g/dL", lower=13), "alternatives": [{"value": 14}]}
    found = imdc(labs__haemoglobin=haemoglobin)
    assert found["criteria"][0] == {
        "key": "haemoglobin",
        "answer": "unknown",
        "why": "conflict",
    } | {"sampled": "2021-05-20"}
    assert found["missing"][0]["needs"] == "agreement"


# -- calcium -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("calcium", "albumin", "corrected"),
    [
        (measured(Decimal("2.375"), "mmol/L"), measured(30, "g/L"), "2.575"),
        (measured(Decimal("2.375"), "mmol/L"), measured(3, "g/dL"), "2.575"),
        (measured(Decimal("9.5"), "mg/dL"), measured(3, "g/dL"), "2.57025"),
        (measured(Decimal("2.5"), "mmol/L"), measured(45, "g/L"), "2.4"),
    ],
)
def test_payne_corrects_calcium_in_si_units(calcium, albumin, corrected):
    criterion = imdc(labs__calcium=calcium, labs__albumin=albumin)["criteria"][1]
    assert (criterion["value"], criterion["unit"]) == (Decimal(corrected), "mmol/L")
    assert criterion["corrected"] is True


def test_correction_decides_before_the_limit():
    calcium = measured(Decimal("2.5"), "mmol/L", upper=Decimal("2.6"))
    low_albumin = measured(30, "g/L")
    assert factor("calcium", labs__calcium=calcium, labs__albumin=low_albumin) == "yes"
    assert factor("calcium", labs__calcium=calcium, labs__albumin=ABSENT) == "no"


def test_calcium_corrected_to_its_limit_is_not_above():
    calcium = measured(Decimal("2.4"), "mmol/L", upper=Decimal("2.6"))
    assert factor("calcium", labs__calcium=calcium, labs__albumin=measured(30, "g/L")) == "no"


def test_a_number_without_albumin_is_compared_uncorrected_with_the_strict_range_beside_it():
    calcium = measured(Decimal("2.7"), "mmol/L", upper=Decimal("2.6"))
    found = imdc(labs__calcium=calcium, labs__albumin=ABSENT)
    assert figures(found)["low"] == 1
    assert found["caveats"][0] == {"code": "calcium_not_corrected", "basis": "number"}
    assert (found["caveats"][1]["low"], found["caveats"][1]["high"]) == (0, 1)


def test_calcium_and_albumin_known_from_opposite_sides_leave_everything_open():
    calcium = measured(Decimal("2.3"), "mmol/L", upper=Decimal("2.6"), comparator=">")
    albumin = measured(30, "g/L", comparator=">")
    criterion = imdc(labs__calcium=calcium, labs__albumin=albumin)["criteria"][1]
    assert criterion["answer"] == "unknown"
    assert "value" not in criterion


def test_calcium_without_the_laboratorys_limit_is_unknown():
    found = imdc(labs__calcium=measured(3, "mmol/L"))
    assert found["criteria"][1]["answer"] == "unknown"
    assert (found["missing"][0]["field"], found["missing"][0]["needs"]) == ("labs.calcium", "limit")


def test_albumin_of_another_day_is_said():
    document = kidney_patient()
    document["labs"][0].pop("albumin")
    document["labs"].append({"date": "2020-11", "albumin": measured(40, "g/L")})
    assert card("imdc", document)["caveats"] == [
        {"code": "albumin_of_other_day", "calcium": "2021-05-20", "albumin": "2020-11"}
    ]


# -- counts ------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["neutrophils", "platelets"])
@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (measured(8001, "/uL", upper=8000), "yes"),
        (measured(8000, "/uL", upper=8000), "no"),
        (measured(9, "10^3/uL"), "unknown"),
        ({"value": 9, "unit": "10^9/L", "upper": {"value": 8000, "unit": "/uL"}}, "yes"),
        ({"value": 9, "upper": {"value": 8, "unit": "10^9/L"}}, "unknown"),
        ({"result": "high"}, "yes"),
        ({"result": "normal"}, "no"),
        ({"missing": "not_done"}, "unknown"),
        ({"missing": "not_applicable"}, "not_applicable"),
    ],
)
def test_counts_against_the_upper_limit(name, value, answer):
    assert factor(name, **{f"labs__{name}": value}) == answer


# -- performance status ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kps", "ecog", "answer"),
    [
        (70, ABSENT, "yes"),
        (80, ABSENT, "no"),
        (100, ABSENT, "no"),
        (75, ABSENT, "unknown"),
        (110, ABSENT, "unknown"),
        ({"value": 80, "comparator": "<"}, ABSENT, "yes"),
        (ABSENT, {"value": 1, "comparator": ">"}, "unknown"),
        (ABSENT, 0, "no"),
        (ABSENT, 1, "unknown"),
        (ABSENT, 2, "yes"),
        (ABSENT, 3, "yes"),
        (ABSENT, 4, "yes"),
        (ABSENT, 5, "yes"),
        (ABSENT, ABSENT, "unknown"),
        (80, 2, "no"),
        (70, 0, "yes"),
        ({"missing": "not_done"}, 0, "no"),
        ({"missing": "not_applicable"}, ABSENT, "not_applicable"),
        ({"missing": "not_applicable"}, 2, "yes"),
        ({"value": 80, "alternatives": [{"value": 70}]}, 0, "unknown"),
        ({"value": 80, "alternatives": [{"value": Decimal("80.0")}]}, ABSENT, "no"),
        (ABSENT, {"missing": "not_applicable"}, "unknown"),
    ],
)
def test_performance_status(kps, ecog, answer):
    changes = {"presentation__kps": kps, "presentation__ecog": ecog}
    assert factor("performance_status", **changes) == answer


def test_ecog_is_named_as_a_caveat_only_where_it_answers():
    assert codes(imdc(presentation__kps=ABSENT, presentation__ecog=0)["caveats"]) == ["from_ecog"]
    assert imdc(presentation__kps=ABSENT, presentation__ecog=1)["caveats"] == []


# -- time to systemic therapy ------------------------------------------------------------------
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


def test_no_therapy_at_all_makes_the_time_not_applicable():
    document = kidney_patient()
    del document["systemic"]
    assert answers("imdc", document)["time_to_systemic"] == "not_applicable"
    assert factor("time_to_systemic", systemic__given="absent", **NO_START) == "not_applicable"


NO_START = {"systemic__first_line_systemic_start": ABSENT}


def test_therapy_that_is_in_doubt_leaves_the_time_unknown():
    assert factor("time_to_systemic", systemic__given="equivocal", **NO_START) == "unknown"


def test_the_start_of_a_first_line_row_is_the_first_line_start():
    changes = {"systemic__setting": "first_line", "systemic__start_date": "2020-06"}
    assert factor("time_to_systemic", **changes, **NO_START) == "yes"
    changes["systemic__setting"] = "adjuvant"
    assert factor("time_to_systemic", **changes, **NO_START) == "unknown"


def test_the_earliest_of_several_starts_counts():
    document = kidney_patient()
    document["systemic"].append({"given": "present", "first_line_systemic_start": "2020-02"})
    assert answers("imdc", document)["time_to_systemic"] == "yes"


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
    assert codes(found["caveats"]) == ["therapy_before_diagnosis"]


def test_the_reports_factor_is_taken_over_only_where_the_record_cannot_compute_it():
    reported = [{"score": "imdc", "value": 1, "factors": ["time_to_systemic"]}]
    document = kidney_patient() | {"scores_reported": reported}
    assert "alone" not in card("imdc", document)
    undated = varied(document, presentation__date_of_diagnosis=ABSENT)
    found = card("imdc", undated)
    assert (found["low"], found["high"], found["of"]) == (1, 1, 6)
    assert (found["alone"]["low"], found["alone"]["high"], found["alone"]["of"]) == (0, 1, 6)
    assert found["criteria"][2]["answer"] == "unknown"
    assert found["missing"][0]["field"] == "presentation.date_of_diagnosis"


def test_a_report_that_does_not_name_the_factor_changes_nothing():
    document = varied(paper_patient(), scores_reported__factors=["haemoglobin"])
    found = card("imdc", document)
    assert (found["counted"], found["of"]) == (1, 5)
    assert "alone" not in found


def test_another_score_reported_is_not_this_one():
    found = card("imdc", varied(paper_patient(), scores_reported__score="mskcc"))
    assert "reported" not in found
    assert "alone" not in found


# -- applicability -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "applicability", "reasons"),
    [
        ({}, "applicable", []),
        ({"pathology__diagnosis": "leiomyosarcoma"}, "not_applicable", ["histology"]),
        ({"pathology__diagnosis": "undetermined"}, "unknown", ["histology_unknown"]),
        ({"pathology__diagnosis": ABSENT}, "unknown", ["histology_unknown"]),
        ({"assessment__metastasis": "no"}, "not_applicable", ["not_metastatic"]),
        ({"assessment__metastasis": "equivocal"}, "unknown", ["metastasis_equivocal"]),
        ({"assessment__metastasis": "not_assessed"}, "unknown", ["metastasis_unknown"]),
        ({"assessment__metastasis": ABSENT}, "unknown", ["metastasis_unknown"]),
        ({"systemic__given": "absent", **NO_START}, "not_applicable", ["no_systemic_therapy"]),
        ({"systemic__given": "equivocal", **NO_START}, "unknown", ["systemic_therapy_unknown"]),
        (
            {"pathology__diagnosis": "lymphoma", "assessment__metastasis": ABSENT},
            "not_applicable",
            ["histology", "metastasis_unknown"],
        ),
    ],
)
def test_applicability(changes, applicability, reasons):
    found = imdc(**changes)
    assert found["applicability"] == applicability
    assert codes(found["reasons"]) == reasons


def test_an_unknown_gate_is_asked_only_where_it_decides():
    found = imdc(assessment__metastasis="equivocal")
    assert found["missing"] == [
        {
            "field": "assessment.metastasis",
            "needs": "value",
            "settles": {"yes": ["applicable"], "no": ["not_applicable"]},
        }
    ]
    decided = imdc(assessment__metastasis="equivocal", pathology__diagnosis="leiomyosarcoma")
    assert decided["missing"] == []
