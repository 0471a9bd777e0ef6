"""MSKCC: all combinations against an oracle, its own limits, and the gates it shares with IMDC."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from scoring.rules import mskcc
from scoring.rules.factors_blood import CALCIUM_CUT_OFF, LDH_FACTOR
from scoring.tests.cases import (
    ABSENT,
    NO_START,
    answers,
    card,
    codes,
    figures,
    kidney_patient,
    measured,
    paper_patient,
    varied,
)
from scoring.tests.oracles import completions
from scoring.wording import describe

ALL = ("yes", "no", "unknown")
# By factor: the field, and the value that answers yes and no in the patient below.
VALUES: dict[str, tuple[str, Any, Any]] = {
    "haemoglobin": (
        "labs__haemoglobin",
        measured(Decimal("13.4"), "g/dL", lower=Decimal("13.5")),
        measured(Decimal("13.5"), "g/dL", lower=Decimal("13.5")),
    ),
    "calcium": (
        "labs__calcium",
        measured(Decimal("2.51"), "mmol/L"),
        measured(Decimal("2.5"), "mmol/L"),
    ),
    "ldh": ("labs__ldh", measured(376, "U/L", upper=250), measured(375, "U/L", upper=250)),
    "time_to_systemic": ("systemic__first_line_systemic_start", "2021-01-14", "2021-01-15"),
    "performance_status": ("presentation__kps", 70, 80),
}


def patient(**changes: Any) -> dict[str, Any]:
    """The kidney patient with an LDH that is not raised: applicable, no factor met."""
    ldh = {"labs__ldh": measured(200, "U/L", upper=250)}
    return varied(kidney_patient(), **(ldh | changes))


def with_answers(combination: tuple[str, ...]) -> dict[str, Any]:
    changes = {}
    for (field, yes, no), answer in zip(VALUES.values(), combination, strict=True):
        changes[field] = {"yes": yes, "no": no}.get(answer, ABSENT)
    return patient(**changes)


def mskcc_card(**changes: Any) -> dict[str, Any]:
    return card("mskcc", patient(**changes))


def factor(name: str, **changes: Any) -> str:
    return answers("mskcc", patient(**changes))[name]


def detail(key: str, **changes: Any) -> str:
    criteria = describe(mskcc_card(**changes)).criteria
    return next(each.detail for each in criteria if each.key == key)


def oracle(combination: tuple[str, ...]) -> dict[str, Any]:
    """By trying every completion; three points and more are poor."""
    totals = [each.count("yes") for each in completions(combination)]
    names = [("favourable", (0,)), ("intermediate", (1, 2)), ("poor", (3, 4, 5))]
    return {
        "counted": combination.count("yes"),
        "low": min(totals),
        "high": max(totals),
        "of": sum(answer != "not_applicable" for answer in combination),
        "groups": [name for name, points in names if set(points) & set(totals)],
    }


# -- all combinations --------------------------------------------------------------------------
@pytest.mark.parametrize("combination", list(product(ALL, repeat=5)), ids="-".join)
def test_every_combination_equals_the_oracle(combination: tuple[str, ...]) -> None:
    found = card("mskcc", with_answers(combination))
    assert [each["answer"] for each in found["criteria"]] == list(combination)
    assert figures(found) == oracle(combination)
    assert found["applicability"] == "applicable"


def test_the_criteria_stand_in_one_order() -> None:
    assert list(answers("mskcc", patient())) == list(VALUES)


@pytest.mark.parametrize("place", range(5))
def test_knowing_a_factor_never_widens_the_range(place: int) -> None:
    for others in product(ALL, repeat=4):
        before = card("mskcc", with_answers((*others[:place], "unknown", *others[place:])))
        for answer in ("yes", "no"):
            after = card("mskcc", with_answers((*others[:place], answer, *others[place:])))
            assert before["low"] <= after["low"] <= after["high"] <= before["high"]
            assert set(after["groups"]) <= set(before["groups"])


def test_what_settles_most_comes_first() -> None:
    for combination in product(ALL, repeat=5):
        missing = card("mskcc", with_answers(combination))["missing"]
        best = [min(len(left) for left in entry["settles"].values()) for entry in missing]
        assert best == sorted(best)


# -- the paper's patient -----------------------------------------------------------------------
def test_the_papers_patient() -> None:
    found = card("mskcc", paper_patient())
    assert figures(found) == {
        "counted": 1,
        "low": 1,
        "high": 3,
        "of": 4,
        "groups": ["intermediate", "poor"],
    }
    assert found["applicability"] == "not_applicable"
    assert codes(found["reasons"]) == [
        "histology",
        "systemic_therapy_not_reported",
        "metastasis_equivocal",
    ]
    assert "reported" not in found


def test_the_papers_patient_in_words() -> None:
    text = describe(card("mskcc", paper_patient()))
    assert text.headline == "Not applicable; 1 to 3 of 4 possible, intermediate or poor"
    assert text.short == "MSKCC not applicable: 1–3/4, intermediate or poor"
    assert text.lines == (
        "Not applicable: the score was made for metastatic renal-cell carcinoma on systemic "
        "therapy; here the histology is leiomyosarcoma, no systemic therapy is reported and "
        "metastasis is equivocal.",
        "From the record: 1 counted, 1 to 3 of 4 possible; intermediate or poor.",
    )
    assert [(c.label, c.answer_text, c.detail) for c in text.criteria] == [
        ("Haemoglobin below the lower limit", "met", "12 g/dL, limit 13.5 g/dL, the report's"),
        ("Corrected calcium above 2.5 mmol/L", "unknown", "“normal”"),
        ("LDH above 1.5 times the upper limit", "not met", "“normal”"),
        (
            "Diagnosis to systemic therapy under 12 months",
            "not applicable",
            "no systemic therapy recorded",
        ),
        ("Karnofsky status below 80", "unknown", "not recorded"),
    ]
    assert text.missing == (
        "Calcium: if met, intermediate or poor; if not met, intermediate.",
        "Karnofsky status: if met, intermediate or poor; if not met, intermediate.",
    )
    assert text.caveats == ()


def test_the_labels_name_the_limits_that_are_used() -> None:
    labels = {c.key: c.label for c in describe(mskcc_card()).criteria}
    assert labels["calcium"] == f"Corrected calcium above {CALCIUM_CUT_OFF} mmol/L"
    assert labels["ldh"] == f"LDH above {LDH_FACTOR} times the upper limit"


def test_the_bar_has_the_groups_of_five_factors() -> None:
    bar = describe(mskcc_card()).bar
    assert bar is not None
    assert [(span.key, span.first, span.last) for span in bar.groups] == list(mskcc.GROUPS)
    assert mskcc.GROUPS == (("favourable", 0, 0), ("intermediate", 1, 2), ("poor", 3, 5))


# -- LDH ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ldh", "answer"),
    [
        (measured(Decimal("375.1"), "U/L", upper=250), "yes"),
        (measured(375, "U/L", upper=250), "no"),
        (measured(Decimal("6.25"), "ukat/L", upper=Decimal("4.1")), "yes"),
        (measured(Decimal("6.15"), "ukat/L", upper=Decimal("4.1")), "no"),
        ({"value": 6, "unit": "ukat/L", "upper": {"value": 240, "unit": "U/L"}}, "no"),
        (measured(400, "U/L"), "unknown"),
        (measured(400, "U/L", upper=250, comparator="<"), "unknown"),
        (measured(375, "U/L", upper=250, comparator="<="), "no"),
        (measured(375, "U/L", upper=250, comparator=">"), "yes"),
        ({"result": "normal"}, "no"),
        ({"result": "low"}, "no"),
        ({"result": "high"}, "unknown"),
        (measured(400, "U/L", upper=250, result="high"), "yes"),
        (measured(300, "U/L", upper=250, result="high"), "no"),
        (measured(300, "U/L", result="normal"), "no"),
        ({"missing": "not_done"}, "unknown"),
        ({"missing": "not_applicable"}, "not_applicable"),
        (ABSENT, "unknown"),
    ],
)
def test_ldh_against_one_and_a_half_times_the_upper_limit(ldh: Any, answer: str) -> None:
    assert factor("ldh", labs__ldh=ldh) == answer


def test_a_high_ldh_without_a_number_asks_for_the_number() -> None:
    found = mskcc_card(labs__ldh={"result": "high"})
    assert [(entry["field"], entry["needs"]) for entry in found["missing"]] == [
        ("labs.ldh", "value")
    ]
    assert detail("ldh", labs__ldh={"result": "high"}) == "“high”, of 2021-05-20"


def test_an_ldh_without_a_limit_asks_for_the_limit() -> None:
    found = mskcc_card(labs__ldh=measured(400, "U/L"))
    assert [(entry["field"], entry["needs"]) for entry in found["missing"]] == [
        ("labs.ldh", "limit")
    ]
    assert describe(found).missing == (
        "LDH, the laboratory's limit: if met, intermediate; if not met, favourable.",
    )


def test_the_raised_limit_is_named_as_such() -> None:
    assert detail("ldh", labs__ldh=measured(300, "U/L", upper=250, result="high")) == (
        "300 U/L, limit 375 U/L, 1.5 times the report's, of 2021-05-20"
    )


def test_a_normal_ldh_with_a_number_beyond_contradicts_itself() -> None:
    ldh = measured(376, "U/L", upper=250, result="normal")
    assert factor("ldh", labs__ldh=ldh) == "yes"
    assert describe(mskcc_card(labs__ldh=ldh)).caveats == (
        "The number for LDH and the result in words disagree; the number is counted.",
    )


@pytest.mark.parametrize("number", [300, 400])
def test_a_high_ldh_contradicts_no_number(number: int) -> None:
    ldh = measured(number, "U/L", upper=250, result="high")
    assert mskcc_card(labs__ldh=ldh)["caveats"] == []


# -- calcium -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("calcium", "albumin", "answer"),
    [
        (measured(Decimal("2.5"), "mmol/L"), measured(40, "g/L"), "no"),
        (measured(Decimal("2.501"), "mmol/L"), measured(40, "g/L"), "yes"),
        (measured(Decimal("2.4"), "mmol/L"), measured(35, "g/L"), "no"),
        (measured(Decimal("2.4"), "mmol/L"), measured(Decimal("34.9"), "g/L"), "yes"),
        (measured(Decimal("2.6"), "mmol/L"), measured(45, "g/L"), "no"),
        # 10.02 mg/dL are 2.49999 mmol/L: one cut-off, not a second one of 10 mg/dL.
        (measured(Decimal("10.02"), "mg/dL"), measured(4, "g/dL"), "no"),
        (measured(Decimal("10.03"), "mg/dL"), measured(4, "g/dL"), "yes"),
        (measured(Decimal("2.6"), "mmol/L", upper=Decimal("2.7")), measured(40, "g/L"), "yes"),
        (measured(Decimal("2.4"), "mmol/L", upper=Decimal("2.3")), measured(40, "g/L"), "no"),
        ({"result": "normal"}, measured(30, "g/L"), "unknown"),
        ({"result": "high"}, measured(40, "g/L"), "unknown"),
        ({"result": "low"}, ABSENT, "unknown"),
        (measured(Decimal("2.5"), "mmol/L", result="normal", comparator=">="), ABSENT, "unknown"),
        ({"missing": "not_applicable"}, measured(40, "g/L"), "not_applicable"),
        (ABSENT, measured(40, "g/L"), "unknown"),
    ],
)
def test_calcium_against_one_cut_off_for_all_laboratories(
    calcium: Any, albumin: Any, answer: str
) -> None:
    assert factor("calcium", labs__calcium=calcium, labs__albumin=albumin) == answer


def test_the_cut_off_is_named_as_the_scores() -> None:
    assert detail("calcium") == (
        "2.3 mmol/L, limit 2.5 mmol/L, the score's, corrected for albumin, of 2021-05-20"
    )


def test_a_result_in_words_is_by_another_limit_and_asks_for_the_number() -> None:
    found = mskcc_card(labs__calcium={"result": "normal"})
    assert [(entry["field"], entry["needs"]) for entry in found["missing"]] == [
        ("labs.calcium", "value")
    ]
    assert found["caveats"] == []
    assert detail("calcium", labs__calcium={"result": "normal"}) == "“normal”, of 2021-05-20"


@pytest.mark.parametrize("number", ["2.4", "2.6"])
def test_words_by_another_limit_contradict_no_number(number: str) -> None:
    for word in ("low", "normal", "high"):
        calcium = measured(Decimal(number), "mmol/L", result=word)
        assert mskcc_card(labs__calcium=calcium)["caveats"] == []
        assert "“" not in detail("calcium", labs__calcium=calcium)


def test_calcium_without_albumin_is_compared_with_the_strict_range_beside_it() -> None:
    found = mskcc_card(labs__calcium=measured(3, "mmol/L"), labs__albumin=ABSENT)
    assert figures(found)["counted"] == 1
    assert found["caveats"] == [
        {"code": "calcium_not_corrected", "basis": "number"},
        {
            "code": "strict_range",
            "counted": 0,
            "low": 0,
            "high": 1,
            "of": 5,
            "groups": ["favourable", "intermediate"],
        },
    ]


# -- as reported, and when it applies -----------------------------------------------------------
def test_the_reports_own_score_stands_beside() -> None:
    reported = [{"score": "mskcc", "value": 3, "group": "poor"}]
    found = card("mskcc", patient() | {"scores_reported": reported})
    assert found["reported"] == {"value": 3, "group": "poor"}
    assert (found["counted"], found["groups"]) == (0, ["favourable"])
    assert describe(found).lines[1] == "The report itself states: 3, poor."


@pytest.mark.parametrize(("value", "kept"), [(0, {"value": 0}), (5, {"value": 5}), (6, {})])
def test_a_reported_value_beyond_five_is_none_of_this_score(
    value: int, kept: dict[str, int]
) -> None:
    found = card("mskcc", patient() | {"scores_reported": [{"score": "mskcc", "value": value}]})
    assert found["reported"] == kept


def test_imdc_reported_is_not_this_score() -> None:
    assert "reported" not in card("mskcc", patient() | {"scores_reported": [{"score": "imdc"}]})


def test_the_reports_time_factor_is_taken_over_where_the_record_has_none() -> None:
    reported = [{"score": "mskcc", "factors": ["time_to_systemic"]}]
    document = patient(presentation__date_of_diagnosis=ABSENT) | {"scores_reported": reported}
    found = card("mskcc", document)
    assert (found["low"], found["high"], found["of"]) == (1, 1, 5)
    assert (found["alone"]["low"], found["alone"]["high"], found["alone"]["of"]) == (0, 1, 5)


@pytest.mark.parametrize(
    ("changes", "applicability"),
    [
        ({}, "applicable"),
        ({"pathology__diagnosis": "leiomyosarcoma"}, "not_applicable"),
        ({"assessment__metastasis": "no"}, "not_applicable"),
        ({"systemic__given": "absent", **NO_START}, "not_applicable"),
        ({"assessment__metastasis": "equivocal"}, "unknown"),
        ({"pathology__diagnosis": ABSENT}, "unknown"),
    ],
)
def test_the_gates_are_those_of_imdc(changes: dict[str, Any], applicability: str) -> None:
    found = mskcc_card(**changes)
    other = card("imdc", patient(**changes))
    assert found["applicability"] == applicability
    assert (found["applicability"], found["reasons"]) == (other["applicability"], other["reasons"])


def test_a_gate_that_is_not_known_says_why() -> None:
    therapy = {"systemic__given": "equivocal", **NO_START}
    found = mskcc_card(assessment__metastasis="not_assessed", **therapy)
    assert found["reasons"] == [
        {"code": "systemic_therapy_unknown", "why": "equivocal"},
        {"code": "metastasis_unknown", "why": "not_assessed"},
    ]
