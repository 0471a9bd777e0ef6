"""Filtration rate: what a source states, and samples from before an operation on the kidney."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from scoring.tests.cases import ABSENT, codes, measured
from scoring.tests.filtration import PER_SURFACE, STATED, found, patient, value_of, words

D = Decimal


# -- as a source states it -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("equation", "is_compared", "asks"),
    [
        ("2009", True, []),
        ("2021", False, []),
        ("unknown", True, ["labs.egfr"]),
        (None, True, ["labs.egfr"]),
        ("another", True, ["labs.egfr"]),
    ],
)
def test_the_equation_of_2009_stands_only_beside_a_value_that_may_be_by_it(
    equation: str | None, is_compared: bool, asks: list[str]
) -> None:
    stated = {"value": 72, "unit": PER_SURFACE, "equation": equation}
    card = found(labs__egfr={key: each for key, each in stated.items() if each is not None})
    assert ("by_2009" in card) == is_compared
    assert [(entry["field"], entry["needs"]) for entry in card["missing"]] == [
        (field, "equation") for field in asks
    ]


def test_nothing_stated_is_compared_with_nothing() -> None:
    card = found()
    assert "by_2009" not in card
    assert "reported" not in card


@pytest.mark.parametrize("source", ["Creatinine CLEARANCE 75", "clairance de la créatinine"])
def test_a_clearance_keeps_its_name_and_is_asked_about(source: str) -> None:
    card = found(labs__egfr={**STATED, "equation": "2021", "source": source})
    assert card["reported"]["called"] == "clearance"
    assert [(entry["field"], entry["needs"]) for entry in card["missing"]] == [
        ("labs.egfr", "equation")
    ]


@pytest.mark.parametrize(
    ("unit", "kept", "caveats"),
    [
        ("ml/min", "ml/min", ["without_surface"]),
        ("mL/min", "ml/min", ["without_surface"]),
        ("mL/min/1.73m2", PER_SURFACE, []),
        ("ml/min/1.73 m²", PER_SURFACE, []),
    ],
)
def test_the_unit_is_kept_as_stated(unit: str, kept: str, caveats: list[str]) -> None:
    card = found(labs__egfr={"value": 75, "unit": unit, "equation": "2021"})
    assert (card["reported"]["unit"], codes(card["caveats"])) == (kept, caveats)


def test_what_is_stated_never_enters_the_computed_value() -> None:
    for number in (5, 75, 150):
        assert value_of(labs__egfr={**STATED, "value": number}) == D("88.333")


@pytest.mark.parametrize(
    ("comparator", "shown", "caveats"),
    [
        (">", "> 60 mL/min/1.73 m²", []),
        ("~", "60 mL/min/1.73 m²", ["The value for the reported value is approximate."]),
    ],
)
def test_a_stated_comparator_is_kept(comparator: str, shown: str, caveats: list[str]) -> None:
    stated = measured(60, PER_SURFACE, comparator=comparator, equation="2021")
    text = words(labs__egfr=stated)
    assert text.lines == (f"As reported: {shown}, CKD-EPI 2021.",)
    assert list(text.caveats) == caveats


@pytest.mark.parametrize(
    "stated",
    [
        {**STATED, "alternatives": [{"value": 80}]},
        {"value": 75},
        {"value": 75, "unit": "kg"},
        {"missing": "not_done"},
        75,
    ],
)
def test_a_stated_value_that_cannot_be_read_is_none(stated: Any) -> None:
    card = found(labs__egfr=stated)
    assert ("reported" in card, "by_2009" in card, card["missing"]) == (False, False, [])


def test_the_latest_stated_value_counts() -> None:
    document = patient(labs__egfr={**STATED, "value": 80})
    document["labs"].insert(0, {"date": "2021-06-01", "egfr": STATED})
    assert found(document)["reported"]["value"] == 75


@pytest.mark.parametrize(
    ("newer", "is_older_kept"),
    [
        ({"missing": "not_done"}, True),
        ({"result": "normal"}, True),
        ({**STATED, "alternatives": [{"value": 80}]}, False),
        ({"value": 75, "unit": "kg"}, False),
    ],
)
def test_a_newer_statement_hides_an_older_one_unless_it_states_no_rate(
    newer: dict[str, Any], is_older_kept: bool
) -> None:
    document = patient(labs__egfr=STATED)
    document["labs"].append({"date": "2021-06-01", "egfr": newer})
    assert ("reported" in found(document)) == is_older_kept


# -- before an operation on the kidney -------------------------------------------------------------
OPERATED = {"nephrectomy": "radical", "date": "2021-06-01"}
BEFORE, PERHAPS = ["before_operation"], ["perhaps_before_operation"]


@pytest.mark.parametrize(
    ("operation", "caveats"),
    [
        (OPERATED, BEFORE),
        ({**OPERATED, "nephrectomy": "partial"}, BEFORE),
        ({**OPERATED, "nephrectomy": "not_specified"}, BEFORE),
        ({**OPERATED, "nephrectomy": "none"}, []),
        ({"date": "2021-06-01"}, []),
        ({"date": "2021-06-01", "organs_resected": ["colon"]}, []),
        ({"date": "2021-06-01", "organs_resected": ["colon", "left_kidney"]}, BEFORE),
        ({"date": "2021-06-01", "organs_resected": ["right_kidney"]}, BEFORE),
        ({**OPERATED, "date": "2021-05-21"}, BEFORE),
        ({**OPERATED, "date": "2021-05-20"}, PERHAPS),
        ({**OPERATED, "date": "2021-05-19"}, []),
        ({**OPERATED, "date": "2021-05"}, PERHAPS),
        ({**OPERATED, "date": "2021"}, PERHAPS),
        ({**OPERATED, "date": "2022"}, BEFORE),
        ({**OPERATED, "date": "2020"}, []),
        ({"nephrectomy": "radical"}, PERHAPS),
    ],
)
def test_a_sample_from_before_a_nephrectomy_is_said(
    operation: dict[str, Any], caveats: list[str]
) -> None:
    assert codes(found({**patient(), "surgery": [operation]})["caveats"]) == caveats


def test_an_undated_sample_may_be_from_before() -> None:
    document = patient(labs__date=ABSENT)
    caveats = codes(found({**document, "surgery": [OPERATED]})["caveats"])
    assert caveats == ["age_at_diagnosis", *PERHAPS]


def test_sources_that_disagree_on_the_extent_agree_on_the_nephrectomy() -> None:
    for other, caveats in (("not_specified", BEFORE), ("none", PERHAPS)):
        disputed = {"value": "radical", "alternatives": [{"value": other}]}
        operation = {**OPERATED, "nephrectomy": disputed}
        assert codes(found({**patient(), "surgery": [operation]})["caveats"]) == caveats


def test_one_operation_after_the_sample_is_enough() -> None:
    earlier = {**OPERATED, "date": "2019"}
    for rows in product((earlier, OPERATED), repeat=2):
        expected = BEFORE if OPERATED in rows else []
        assert codes(found({**patient(), "surgery": list(rows)})["caveats"]) == expected


def test_each_value_has_its_own_sample() -> None:
    document = patient()
    later = {"date": "2021-07-01", "egfr": {"value": 50, "unit": PER_SURFACE, "equation": "2021"}}
    document["labs"].append(later)
    assert words({**document, "surgery": [OPERATED]}).caveats == (
        "The computed value is from before the operation on the kidney.",
    )


def test_without_any_value_nothing_is_from_before() -> None:
    document = patient(labs__creatinine=ABSENT)
    assert found({**document, "surgery": [OPERATED]})["caveats"] == []
