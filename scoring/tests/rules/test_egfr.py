"""Filtration rate: published vectors, another calculator, both sexes, age and creatinine."""

from decimal import Decimal
from typing import Any

import clincalc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.ckd_epi import CKD_EPI_2009, CKD_EPI_2021, rate
from scoring.rules.corpus import documents
from scoring.rules.egfr import EXAMPLE
from scoring.tests.cases import ABSENT, codes, measured, paper_patient
from scoring.tests.filtration import PER_SURFACE, STATED, found, value_of, words
from scoring.wording import describe

D = Decimal
# Creatinine in mg/dL, age, sex, rate by the equations of 2009 and of 2021.
VECTORS = (
    ("0.5", 30, "female", "129.873", "129.317"),
    ("0.7", 30, "female", "116.264", "119.245"),
    ("0.71", 30, "female", "114.287", "117.232"),
    ("0.9", 55, "female", "71.981", "75.499"),
    ("0.6", 56, "male", "112.396", "113.295"),
    ("0.9", 56, "male", "95.143", "100.238"),
    ("0.91", 56, "male", "93.880", "98.918"),
    ("1.00", 56, "male", "83.764", "88.333"),
    ("1.11", 56, "male", "73.835", "77.936"),
    ("1.15", 56, "male", "70.741", "74.694"),
    ("2.0", 80, "male", "30.612", "33.118"),
)
LINE = 90  # characters
SEXES = st.sampled_from(["female", "male"])


# -- the equations -----------------------------------------------------------------------------
@pytest.mark.parametrize(("creatinine", "age", "sex", "by_2009", "by_2021"), VECTORS)
def test_the_published_vectors(
    creatinine: str, age: int, sex: str, by_2009: str, by_2021: str
) -> None:
    person = {"presentation__sex": sex, "presentation__age_at_diagnosis": age}
    labs = {"labs__creatinine": measured(D(creatinine), "mg/dL"), "labs__egfr": STATED}
    card = found(**person, **labs)
    assert (card["value"], card["unit"]) == (D(by_2021), PER_SURFACE)
    assert card["by_2009"] == {"value": D(by_2009), "unit": PER_SURFACE}


@given(st.integers(min_value=30, max_value=900), st.integers(min_value=18, max_value=100), SEXES)
def test_an_independent_calculator_agrees(hundredths: int, age: int, sex: str) -> None:
    creatinine = D(hundredths) / 100
    told = clincalc.calculate(
        "egfr",
        {"creatinine": float(creatinine), "creatinine_unit": "mg/dL", "age": age, "sex": sex},
    )
    value = value_of(
        presentation__sex=sex,
        presentation__age_at_diagnosis=age,
        labs__creatinine=measured(creatinine, "mg/dL"),
    )
    assert abs(value - told["result"]) <= D("0.501")  # it gives whole numbers


@given(st.decimals(min_value=D("0.2"), max_value=D("20"), places=2), SEXES)
def test_a_change_of_unit_changes_nothing(creatinine: Decimal, sex: str) -> None:
    typed = found(presentation__sex=sex, labs__creatinine=measured(creatinine, "mg/dL"))
    converted = measured(creatinine * D("88.42"), "umol/L")
    assert found(presentation__sex=sex, labs__creatinine=converted) == typed


@given(
    st.decimals(min_value=D("20"), max_value=D("900"), places=1),
    st.decimals(min_value=D("1"), max_value=D("50"), places=1),
    SEXES,
    st.sampled_from([CKD_EPI_2009, CKD_EPI_2021]),
)
def test_more_creatinine_and_more_years_mean_less_filtration(
    creatinine: Decimal, more: Decimal, sex: str, equation: Any
) -> None:
    before = rate(equation, creatinine, D(40), sex)
    assert rate(equation, creatinine + more, D(40), sex) < before
    assert rate(equation, creatinine, 40 + more, sex) < before


# -- in words ----------------------------------------------------------------------------------
def test_the_example_in_words() -> None:
    text = words(EXAMPLE)
    assert (text.headline, text.short) == (
        "75 mL/min/1.73 m² (CKD-EPI 2021)",
        "eGFR 75 mL/min/1.73 m²",
    )
    assert text.lines == (
        "As reported: 72 mL/min/1.73 m², CKD-EPI 2009.",
        "To compare with it, CKD-EPI 2009 without race term: 72 mL/min/1.73 m².",
    )
    assert [(c.label, c.answer_text, c.detail) for c in text.criteria] == [
        ("Adult, for whom the equation was made", "yes", "55, limit 18, the equation's"),
        ("Creatinine recorded", "yes", "79.58 µmol/L, of 2026-01-20"),
        ("Sex recorded as one that the equation knows", "yes", "female"),
    ]
    assert (text.missing, text.caveats) == ((), ())


def test_the_papers_patient() -> None:
    document = paper_patient()
    assert found(document)["reported"] == {
        "value": 75,
        "unit": "ml/min",
        "equation": "unknown",
        "called": "clearance",
    }
    text = words(document)
    assert text.headline == "Not computable: creatinine is not recorded; as reported: 75 ml/min"
    assert text.short == "eGFR as reported: 75 ml/min"
    assert text.lines == ("As reported: 75 ml/min, equation not stated, called a clearance.",)
    assert text.missing == (
        "Laboratory: Creatinine.",
        "Laboratory: Estimated filtration rate (eGFR), the equation it comes from.",
    )
    assert text.caveats == (
        "The source calls the reported value a creatinine clearance: ask which of the two it is.",
        "The reported value is not said to be for 1.73 m² of body surface.",
        "The reported value may be from before the operation on the kidney: a date is missing or "
        "too rough.",
    )
    assert "value" not in found(document)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("1.00", "88 mL/min/1.73 m²"), ("1.15", "75 mL/min/1.73 m²"), ("0.91", "99 mL/min/1.73 m²")],
)
def test_rates_are_shown_as_whole_numbers(number: str, shown: str) -> None:
    text = words(labs__creatinine=measured(D(number), "mg/dL"))
    assert text.headline == f"{shown} (CKD-EPI 2021)"


# -- sex ---------------------------------------------------------------------------------------
DISPUTED_SEX = {"value": "male", "alternatives": [{"value": "female"}]}
BOTH = {"female": {"value": D("66.120")}, "male": {"value": D("88.333")}}


@pytest.mark.parametrize(
    ("sex", "answer", "missing", "caveats"),
    [
        (ABSENT, "unknown", ["presentation.sex"], []),
        ("unknown", "unknown", ["presentation.sex"], []),
        (
            {"value": "male", "alternatives": [{"value": "female"}]},
            "unknown",
            ["presentation.sex"],
            [],
        ),
        ("intersex_other", "no", [], ["other_sex"]),
    ],
)
def test_without_one_of_two_sexes_both_values_are_given(
    sex: Any, answer: str, missing: list[str], caveats: list[str]
) -> None:
    card = found(presentation__sex=sex)
    assert (card["by_sex"], card["unit"]) == (BOTH, PER_SURFACE)
    assert "value" not in card
    assert card["criteria"][2]["answer"] == answer
    assert [entry["field"] for entry in card["missing"]] == missing
    assert codes(card["caveats"]) == caveats


def test_both_values_are_said_with_their_sex() -> None:
    text = words(presentation__sex="intersex_other")
    assert text.headline == ("66 if female, 88 if male, in mL/min/1.73 m² (CKD-EPI 2021)")
    assert text.short == "eGFR 66 if female, 88 if male"
    assert text.criteria[2].detail == "intersex or other"
    assert text.caveats == (
        "The equation knows two sexes: its values for both are given, and none is chosen.",
    )


def test_a_known_sex_is_one_of_the_two_values() -> None:
    both = found(presentation__sex=ABSENT)["by_sex"]
    for sex in ("female", "male"):
        assert value_of(presentation__sex=sex) == both[sex]["value"]


# -- age ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("age", "applicability", "reasons", "is_computed"),
    [
        (18, "applicable", [], True),
        (17, "not_applicable", ["child"], False),
        (D("17.9"), "not_applicable", ["child"], False),
        ({"value": 18, "comparator": "<"}, "not_applicable", ["child"], False),
        ({"value": 18, "comparator": "<="}, "unknown", ["age_unknown"], False),
        ({"value": 18, "comparator": ">="}, "applicable", [], False),
        (ABSENT, "unknown", ["age_unknown"], False),
        ({"missing": "unknown"}, "unknown", ["age_unknown"], False),
    ],
)
def test_only_adults_of_a_known_age(
    age: Any, applicability: str, reasons: list[str], is_computed: bool
) -> None:
    card = found(presentation__age_at_diagnosis=age)
    assert (card["applicability"], codes(card["reasons"])) == (applicability, reasons)
    assert ("value" in card) == is_computed


def test_a_child_lacks_nothing() -> None:
    card = found(presentation__age_at_diagnosis=17, labs__egfr=STATED)
    text = describe(card)
    assert (card["missing"], "by_2009" in card) == ([], False)
    assert text.headline == (
        "Not applicable. The equation was made for adults; as reported: 75 ml/min"
    )
    assert text.lines[0] == "Not applicable: the equation was made for adults."


def test_an_age_that_is_not_recorded_is_asked_for() -> None:
    text = words(presentation__age_at_diagnosis=ABSENT)
    assert text.headline == "Not computable: age is not recorded"
    assert text.lines == ("Applicability unknown: age is not recorded.",)
    assert text.missing == ("Presentation: Age at diagnosis.",)


def test_an_age_known_from_one_side_is_asked_for_more_exactly() -> None:
    text = words(presentation__age_at_diagnosis={"value": 50, "comparator": ">"})
    assert text.headline == "Not computable: age is known from one side only"
    assert text.missing == ("Presentation: Age at diagnosis, more exactly.",)


# -- creatinine --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("comparator", "sign"), [(">", "<"), (">=", "<="), ("<", ">"), ("<=", ">=")]
)
def test_a_creatinine_known_from_one_side_gives_a_rate_known_from_the_other(
    comparator: str, sign: str
) -> None:
    creatinine = measured(D("1.00"), "mg/dL", comparator=comparator)
    card = found(labs__creatinine=creatinine)
    assert (card["comparator"], card["value"]) == (sign, D("88.333"))
    assert describe(card).headline == f"{sign} 88 mL/min/1.73 m² (CKD-EPI 2021)"


def test_an_approximate_creatinine_or_age_is_said() -> None:
    about = {"value": 56, "comparator": "~"}
    creatinine = measured(D("1.00"), "mg/dL", comparator="~")
    text = words(labs__creatinine=creatinine, presentation__age_at_diagnosis=about)
    assert text.caveats == (
        "The value for creatinine is approximate.",
        "The value for age is approximate.",
    )


@pytest.mark.parametrize(
    ("creatinine", "headline"),
    [
        (ABSENT, "Not computable: creatinine is not recorded"),
        ({"missing": "not_done"}, "Not computable: creatinine is not done"),
        ({"result": "normal"}, "Not computable: creatinine is given in words only"),
        (measured(0, "mg/dL"), "Not computable: creatinine is not readable as recorded"),
        (
            measured(0, "mg/dL", comparator=">"),
            "Not computable: creatinine is not readable as recorded",
        ),
        (measured(97, "g/L"), "Not computable: creatinine is not readable as recorded"),
    ],
)
def test_without_a_creatinine_there_is_no_value(creatinine: Any, headline: str) -> None:
    card = found(labs__creatinine=creatinine)
    assert describe(card).headline == headline
    assert [entry["field"] for entry in card["missing"]] == ["labs.creatinine"]
    assert (card["criteria"][1]["answer"], card["caveats"]) == ("unknown", [])


def test_creatinine_and_age_are_needed_together() -> None:
    missing = found(labs__creatinine=ABSENT, presentation__age_at_diagnosis=ABSENT)["missing"]
    assert [(entry["field"], entry["together"]) for entry in missing] == [
        ("labs.creatinine", ["presentation.age_at_diagnosis"]),
        ("presentation.age_at_diagnosis", ["labs.creatinine"]),
    ]


def test_without_both_the_headline_names_both_beside_what_is_reported() -> None:
    text = words(
        labs__creatinine={"result": "normal"},
        presentation__age_at_diagnosis=ABSENT,
        labs__egfr={**STATED, "unit": PER_SURFACE},
    )
    assert text.headline == (
        "Not computable without creatinine and age; as reported: 75 mL/min/1.73 m²"
    )


def test_no_headline_is_longer_than_a_line() -> None:
    headlines = [words(document).headline for document in documents()]
    assert [each for each in headlines if len(each) > LINE] == []
