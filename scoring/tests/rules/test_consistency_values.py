"""Checks of the record on numbers: laboratory, scales, nodes, necrosis, grades, origins."""

from decimal import Decimal
from itertools import product

import pytest

from scoring.rules.consistency.laboratory import QUANTITIES
from scoring.tests.cases import answers, card, measured
from scoring.wording import describe

KEY = "consistency"


def answer(key, document):
    return answers(KEY, document)[key]


def sides(key, document):
    return next(c["sides"] for c in card(KEY, document)["criteria"] if c["key"] == key)


def pathology(**values):
    return {"pathology": [{name: value for name, value in values.items() if value is not None}]}


# -- a summary and its values ------------------------------------------------------------------
def panel(summary="normal", **values):
    return {"labs": [{"summary_as_reported": summary, **values}]}


HAEMOGLOBIN = measured(12, "g/dL", lower=Decimal("13.5"))


@pytest.mark.parametrize(
    ("summary", "value", "expected"),
    [
        ("normal", HAEMOGLOBIN, "yes"),
        ("normal", measured(Decimal("13.5"), "g/dL", lower=Decimal("13.5"), upper=17), "no"),
        ("normal", measured(Decimal("13.4"), "g/dL", lower=Decimal("13.5"), upper=17), "yes"),
        ("normal", measured(17, "g/dL", lower=13, upper=17), "no"),
        ("normal", measured(Decimal("17.1"), "g/dL", lower=13, upper=17), "yes"),
        ("normal", measured(14, "g/dL", lower=13), "unknown"),
        ("normal", measured(14, "g/dL", upper=17), "unknown"),
        ("normal", measured(14, "g/dL"), "unknown"),
        ("normal", measured(120, "g/L", lower=135), "yes"),
        ("normal", measured(13, "g/dL", lower=12, upper=14, comparator=">"), "unknown"),
        ("normal", {"result": "low"}, "yes"),
        ("normal", {"result": "high"}, "yes"),
        ("normal", {"result": "normal"}, "no"),
        ("normal", measured(12, "g/dL", lower=13, result="normal"), "yes"),
        ("normal", measured(14, "g/dL", lower=13, upper=17, result="low"), "no"),
        ("normal", measured(14, "g/dL", lower=13, result="normal"), "no"),
        ("normal", {"missing": "not_done"}, "unknown"),
        ("normal", None, "unknown"),
        ("abnormal", HAEMOGLOBIN, "no"),
        ({"missing": "unknown"}, HAEMOGLOBIN, "unknown"),
    ],
)
def test_called_normal_with_a_haemoglobin_that_is_not(summary, value, expected):
    assert answer("summary_and_values", panel(summary, haemoglobin=value)) == expected


@pytest.mark.parametrize("analyte", sorted(QUANTITIES))
def test_each_analyte_can_contradict_the_summary(analyte):
    document = panel(**{analyte: {"result": "high"}})
    assert answer("summary_and_values", document) == "yes"
    assert sides("summary_and_values", document) == [
        {"field": "labs.summary_as_reported", "value": "normal"},
        {"field": f"labs.{analyte}", "result": "high"},
    ]


def test_the_value_is_shown_with_the_limit_that_it_is_beyond():
    document = panel(
        haemoglobin=measured(120, "g/L", lower=135),
        calcium=measured(11, "mg/dL", lower=8, upper=10),
        ldh=measured(150, "U/L", lower=100, upper=200),
        alt=measured(60, "U/L", result="high"),
    )
    assert sides("summary_and_values", document)[1:] == [
        {
            "field": "labs.haemoglobin",
            "value": 12,
            "unit": "g/dL",
            "limit": Decimal("13.5"),
        },
        {
            "field": "labs.calcium",
            "value": Decimal("2.7445"),
            "unit": "mmol/L",
            "limit": Decimal("2.495"),
        },
        {"field": "labs.alt", "value": 60, "unit": "U/L", "result": "high"},
    ]
    told = describe(card(KEY, document)).criteria[0].detail
    assert told == (
        "Laboratory: Overall, as reported: normal; Laboratory: Haemoglobin: 12 g/dL (limit 13.5 "
        "g/dL); Laboratory: Calcium, total: 2.74 mmol/L (limit 2.5 mmol/L); Laboratory: ALT: 60 "
        "U/L"
    )


def test_a_result_in_words_is_quoted():
    told = describe(card(KEY, panel(hepatic_panel={"result": "high"}))).criteria[0].detail
    assert told == (
        "Laboratory: Overall, as reported: normal; Laboratory: Liver tests as a whole: “high”"
    )


def test_a_summary_is_held_against_the_values_of_its_own_panel():
    rows = [
        {"date": "2020", "haemoglobin": HAEMOGLOBIN},
        {"date": "2021", "summary_as_reported": "normal", "haemoglobin": {"result": "normal"}},
    ]
    assert answer("summary_and_values", {"labs": rows}) == "no"
    rows[0]["summary_as_reported"] = "normal"
    assert answer("summary_and_values", {"labs": rows}) == "yes"


# -- filtration rate ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"value": 75, "unit": "ml/min", "equation": "unknown"}, "yes"),
        ({"value": 75, "unit": "ml/min"}, "yes"),
        ({"value": 75, "unit": "mL/min/1.73m2", "equation": "2021"}, "no"),
        ({"value": 75, "unit": "mL/min/1.73m2"}, "no"),
        ({"value": 75}, "unknown"),
        ({"missing": "not_done"}, "unknown"),
        (75, "unknown"),
        (None, "unknown"),
    ],
)
def test_a_filtration_rate_in_the_unit_of_a_clearance(value, expected):
    assert answer("filtration_and_unit", {"labs": [{"egfr": value}]}) == expected


def test_a_rate_without_a_unit_shows_why_or_nothing():
    assert sides("filtration_and_unit", {}) == [{"field": "labs.egfr", "why": "unanswered"}]
    without = {"labs": [{"egfr": {"value": 75}}]}
    assert sides("filtration_and_unit", without) == [{"field": "labs.egfr"}]


def test_an_equation_is_named_as_the_form_does():
    document = {"labs": [{"egfr": {"value": 75, "unit": "ml/min", "equation": "2009"}}]}
    assert describe(card(KEY, document)).criteria[1].detail == (
        "Laboratory: Estimated filtration rate (eGFR): unit ml/min, equation CKD-EPI 2009"
    )
    without = {"labs": [{"egfr": {"value": 75, "unit": "ml/min"}}]}
    assert describe(card(KEY, without)).criteria[1].detail == (
        "Laboratory: Estimated filtration rate (eGFR): unit ml/min, equation not stated"
    )


# -- performance, smoking ----------------------------------------------------------------------
CORRESPONDING = {0: (90, 100), 1: (70, 80), 2: (50, 60), 3: (30, 40), 4: (10, 20), 5: (0,)}


@pytest.mark.parametrize(("ecog", "kps"), list(product(range(6), range(0, 101, 10))))
def test_every_pair_of_the_two_scales(ecog, kps):
    document = {"presentation": {"ecog": ecog, "kps": kps}}
    expected = "no" if kps in CORRESPONDING[ecog] else "yes"
    assert answer("performance_scales", document) == expected


@pytest.mark.parametrize(
    ("comparator", "kps", "expected"),
    [("<", 90, "yes"), ("<=", 90, "unknown"), (">", 100, "yes"), (">=", 100, "unknown")],
)
def test_a_status_known_from_one_side_contradicts_only_what_it_excludes(comparator, kps, expected):
    document = {"presentation": {"ecog": 0, "kps": {"value": kps, "comparator": comparator}}}
    assert answer("performance_scales", document) == expected


@pytest.mark.parametrize(
    "values", [{"ecog": 1}, {"kps": 80}, {"ecog": 6, "kps": 80}, {"ecog": 1, "kps": "80"}]
)
def test_one_scale_contradicts_nothing(values):
    assert answer("performance_scales", {"presentation": values}) == "unknown"


def test_a_fraction_of_a_pack_year_is_enough():
    document = {"presentation": {"smoking_status": "never", "pack_years": Decimal("0.5")}}
    assert answer("never_smoked", document) == "yes"


# -- nodes and necrosis ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("positive", "examined", "expected"),
    [(2, 1, "yes"), (2, 2, "no"), (0, 0, "no"), (2, None, "unknown"), (None, 2, "unknown")],
)
def test_more_nodes_with_tumour_than_examined(positive, examined, expected):
    document = pathology(nodes_positive=positive, nodes_examined=examined)
    assert answer("nodes_positive_and_examined", document) == expected


def share(value, **more):
    return {"value": value, "unit": "percent", **more}


@pytest.mark.parametrize(
    ("necrosis", "percent", "expected"),
    [
        ("absent", share(10), "yes"),
        ("absent", share(Decimal("0.5")), "yes"),
        ("absent", share(0), "no"),
        ("present", share(0), "yes"),
        ("present", share(10), "no"),
        ("present", share(10, comparator="<"), "unknown"),
        ("absent", None, "unknown"),
        (None, share(10), "unknown"),
        ("equivocal", share(0), "unknown"),
    ],
)
def test_necrosis_and_its_share(necrosis, percent, expected):
    document = pathology(necrosis=necrosis, necrosis_percent=percent)
    assert answer("necrosis_and_share", document) == expected


def test_a_share_is_shown_in_percent():
    document = pathology(necrosis="absent", necrosis_percent=share(10))
    assert sides("necrosis_and_share", document) == [
        {"field": "pathology.necrosis", "value": "no"},
        {"field": "pathology.necrosis_percent", "value": 10, "unit": "%"},
    ]


# -- origin ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("origin", "alternatives", "expected"),
    [
        ("ivc", ["renal_vein"], "yes"),
        ("ivc", ["ivc", "kidney"], "yes"),
        ("ivc", ["ivc"], "no"),
        ("ivc", None, "unknown"),
        ("undetermined", ["ivc", "kidney"], "no"),
        (None, ["kidney"], "unknown"),
    ],
)
def test_an_origin_beside_others_that_are_not_ruled_out(origin, alternatives, expected):
    document = pathology(origin=origin, origin_alternatives=alternatives)
    assert answer("origin_and_alternatives", document) == expected


def test_an_origin_without_alternatives_shows_why():
    assert sides("origin_and_alternatives", pathology(origin="ivc")) == [
        {"field": "pathology.origin", "value": "ivc"},
        {"field": "pathology.origin_alternatives", "why": "unanswered"},
    ]


# -- grades ------------------------------------------------------------------------------------
def graded(biopsy, resection, kind="resection"):
    rows = [
        {"specimen": "biopsy", "fnclcc_grade": biopsy},
        {"specimen": kind, "fnclcc_grade": resection},
    ]
    return {"pathology": [{k: v for k, v in row.items() if v is not None} for row in rows]}


@pytest.mark.parametrize(
    ("biopsy", "resection", "expected"),
    [
        *(
            (one, other, "no" if one == other else "yes")
            for one in (1, 2, 3)
            for other in (1, 2, 3)
        ),
        (1, None, "unknown"),
        (None, 2, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_grades_of_biopsy_and_specimen_are_both_kept(biopsy, resection, expected):
    assert answer("biopsy_and_specimen_grade", graded(biopsy, resection)) == expected


def test_two_grades_in_words():
    told = {each.key: each.detail for each in describe(card(KEY, graded(1, 3))).criteria}
    assert told["biopsy_and_specimen_grade"] == "biopsy: G1; resection: G3"
    of_unknown_kind = describe(card(KEY, graded(1, 3, kind=None)))
    told = {each.key: each.detail for each in of_unknown_kind.criteria}
    assert told["biopsy_and_specimen_grade"] == "biopsy: G1; specimen of unknown kind: G3"
