"""IMDC: the paper's patient to the letter, all combinations, and when it applies."""

from decimal import Decimal
from itertools import product

import pytest

from scoring.tests.cases import (
    ABSENT,
    NO_START,
    card,
    codes,
    figures,
    imdc,
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


# -- the report's own figures -------------------------------------------------------------------
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


def test_a_report_that_could_not_be_read_hides_an_older_one():
    newer = {"score": {"missing": "unreadable"}}
    document = paper_patient()
    document["scores_reported"].append(newer)
    assert "reported" not in card("imdc", document)


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
        ({"pathology__certainty": "definite"}, "applicable", []),
        ({"pathology__certainty": "probable"}, "applicable", []),
        ({"pathology__certainty": {"missing": "unknown"}}, "applicable", []),
        ({"pathology__certainty": "possible"}, "unknown", ["histology_possible"]),
        (
            {"pathology__diagnosis": "lymphoma", "pathology__certainty": "possible"},
            "unknown",
            ["histology_possible"],
        ),
        (
            {"pathology__certainty": {"missing": "unreadable"}},
            "unknown",
            ["histology_certainty_unknown"],
        ),
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


def test_the_certainty_is_that_of_the_row_with_the_diagnosis():
    biopsy = {"date": "2020-01", "diagnosis": "renal_cell_carcinoma", "certainty": "possible"}
    specimen = {"date": "2020-02", "diagnosis": "renal_cell_carcinoma"}
    document = kidney_patient()
    for rows, applicability in (
        ([biopsy, specimen], "applicable"),
        ([specimen, biopsy | {"date": "2020-03"}], "unknown"),
        ([specimen, {"date": "2020-03", "certainty": "possible"}], "applicable"),
    ):
        assert card("imdc", document | {"pathology": rows})["applicability"] == applicability


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
