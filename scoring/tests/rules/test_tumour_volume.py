"""Volume of the tumour: an ellipsoid of three dimensions, never less than all three."""

import math
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.tests.cases import card, measured, paper_patient
from scoring.wording import describe

LENGTHS = st.decimals(min_value="0.5", max_value="60", places=1)
DISPUTED = {"value": 6, "unit": "cm", "alternatives": [{"value": 9}]}


def scan(*sizes, **more):
    dimensions = {f"tumour_dim_{place}": size for place, size in enumerate(sizes, start=1)}
    return {name: size for name, size in dimensions.items() if size is not None} | more


def volume(*sizes):
    return card("tumour_volume", {"ct_abdomen": [scan(*sizes)]})


def cm(number, comparator=""):
    return measured(number, "cm", comparator=comparator)


def figure(found):
    return {key: found[key] for key in ("comparator", "value", "unit") if key in found}


# -- the figure --------------------------------------------------------------------------------
def test_the_papers_patient():
    found = card("tumour_volume", paper_patient())
    assert found["applicability"] == "applicable"
    assert figure(found) == {"value": Decimal("2205.4"), "unit": "mL"}
    assert found["criteria"] == [
        {"key": "tumour_dim_1", "answer": "yes", "value": 18, "unit": "cm"},
        {"key": "tumour_dim_2", "answer": "yes", "value": 13, "unit": "cm"},
        {"key": "tumour_dim_3", "answer": "yes", "value": 18, "unit": "cm"},
    ]
    assert (found["missing"], found["caveats"]) == ([], [])


def test_it_is_no_box():
    assert volume(cm(18), cm(13), cm(18))["value"] < 18 * 13 * 18


def test_a_sphere_of_one_centimetre():
    assert volume(cm(1), cm(1), cm(1))["value"] == Decimal("0.52")


@given(LENGTHS, LENGTHS, LENGTHS)
def test_pi_over_six_times_the_product(first, second, third):
    found = volume(cm(first), cm(second), cm(third))
    exact = math.pi / 6 * float(first) * float(second) * float(third)
    assert abs(float(found["value"]) - exact) <= 0.005 + 1e-9 * exact


@given(st.tuples(LENGTHS, LENGTHS, LENGTHS))
def test_order_and_unit_change_nothing(lengths):
    figures = [figure(volume(*map(cm, order))) for order in permutations(lengths)]
    in_mm = [measured(length * 10, "mm") for length in lengths]
    assert [figure(volume(*in_mm)), *figures] == [figures[0]] * 7


def test_no_dimension_is_too_large_or_too_small_to_compute_with():
    huge, tiny = cm(Decimal("9E+15")), cm(Decimal("1E-30"))
    assert volume(huge, huge, huge)["value"] > Decimal("1E+47")
    assert volume(tiny, tiny, tiny)["value"] == 0


def test_dimensions_keep_the_printed_order():
    found = volume(measured(180, "mm"), cm(5), cm(9))
    assert [each["value"] for each in found["criteria"]] == [18, 5, 9]


# -- comparators -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("comparators", "expected"),
    [
        (("", "", ""), ""),
        ((">", "", ""), ">"),
        (("", ">=", ""), ">="),
        ((">=", ">", ""), ">"),
        (("", "", "<"), "<"),
        (("<=", "<=", "<="), "<="),
        (("<=", "<", ""), "<"),
    ],
)
def test_a_dimension_known_from_one_side_gives_a_volume_from_that_side(comparators, expected):
    found = volume(*(cm(10, comparator) for comparator in comparators))
    value = {"value": Decimal("523.6"), "unit": "mL"}
    assert figure(found) == (value | {"comparator": expected} if expected else value)
    lacking = [entry["field"][-1] for entry in found["missing"]]
    assert lacking == [str(place) for place, each in enumerate(comparators, start=1) if each]
    assert {entry["needs"] for entry in found["missing"]} <= {"exact_value"}


def test_from_both_sides_there_is_no_volume():
    found = volume(cm(10, ">"), cm(10, "<"), cm(10))
    assert figure(found) == {}
    assert [entry["needs"] for entry in found["missing"]] == ["exact_value", "exact_value"]


def test_an_approximate_dimension_is_said():
    found = volume(cm(18, "~"), cm(13), cm(18))
    assert figure(found) == {"value": Decimal("2205.4"), "unit": "mL"}
    assert found["caveats"] == [{"code": "approximate"}]


# -- what is missing ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "needs", "why"),
    [
        (None, "value", "unanswered"),
        ({"missing": "unknown"}, "value", "unknown"),
        ({"missing": "not_applicable"}, "value", "not_applicable"),
        ({"missing": "unreadable"}, "value", "unreadable"),
        (DISPUTED, "agreement", "conflict"),
        ({"value": 6, "unit": "inch"}, "value", "unreadable"),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_two_dimensions_give_no_volume(place, said, needs, why):
    sizes = [cm(18), cm(13), cm(18)]
    sizes[place] = said
    found = volume(*sizes)
    assert figure(found) == {}
    field = f"ct_abdomen.tumour_dim_{place + 1}"
    assert found["missing"] == [{"field": field, "needs": needs, "settles": {}, "why": why}]
    criterion = {"key": f"tumour_dim_{place + 1}", "answer": "unknown", "why": why}
    assert found["criteria"][place] == criterion


def test_missing_dimensions_are_needed_together():
    assert volume(cm(18))["missing"] == [
        {
            "field": "ct_abdomen.tumour_dim_2",
            "needs": "value",
            "settles": {},
            "together": ["ct_abdomen.tumour_dim_3"],
            "why": "unanswered",
        },
        {
            "field": "ct_abdomen.tumour_dim_3",
            "needs": "value",
            "settles": {},
            "together": ["ct_abdomen.tumour_dim_2"],
            "why": "unanswered",
        },
    ]


def test_nothing_recorded_lacks_all_three():
    found = card("tumour_volume", {})
    assert (figure(found), found["applicability"]) == ({}, "applicable")
    assert len(found["missing"]) == 3


# -- which study -------------------------------------------------------------------------------
OLD = scan(cm(10), cm(10), cm(10), date="2020-03")
NEW = scan(cm(18), cm(13), cm(18), date="2021-03")


@pytest.mark.parametrize("studies", [[OLD, NEW], [NEW, OLD]])
def test_the_latest_study_counts_wherever_it_stands(studies):
    assert card("tumour_volume", {"ct_abdomen": studies})["value"] == Decimal("2205.4")


def test_a_later_study_without_a_size_says_nothing():
    studies = [NEW, {"date": "2022", "tumour_side": "right"}]
    assert card("tumour_volume", {"ct_abdomen": studies})["value"] == Decimal("2205.4")


def test_dimensions_of_two_studies_are_never_multiplied():
    studies = [OLD, scan(cm(18), cm(13), date="2021-03")]
    found = card("tumour_volume", {"ct_abdomen": studies})
    assert [entry["field"] for entry in found["missing"]] == ["ct_abdomen.tumour_dim_3"]


def test_a_study_whose_date_cannot_be_read_may_be_the_latest():
    undated = OLD | {"date": {"missing": "unreadable"}}
    found = card("tumour_volume", {"ct_abdomen": [undated, NEW]})
    assert [entry["why"] for entry in found["missing"]] == ["unreadable"] * 3
    same = NEW | {"date": {"missing": "unreadable"}}
    assert card("tumour_volume", {"ct_abdomen": [same, NEW]})["value"] == Decimal("2205.4")


# -- words -------------------------------------------------------------------------------------
def test_the_papers_patient_in_words():
    text = describe(card("tumour_volume", paper_patient()))
    assert (text.headline, text.short) == ("2205.4 mL (18 × 13 × 18 cm)", "Volume 2205.4 mL")
    texts = [(each.label, each.answer_text, each.detail) for each in text.criteria]
    assert texts == [
        ("First dimension", "known", "18 cm"),
        ("Second dimension", "known", "13 cm"),
        ("Third dimension", "known", "18 cm"),
    ]


def test_what_cannot_be_computed_in_words():
    text = describe(volume(cm(18)))
    assert text.headline == "Not computable: needs three dimensions, lacks second and third"
    assert text.short == "Volume not computable"
    assert text.criteria[1].answer_text == "not known"
    assert text.missing[0] == (
        "CT abdomen: Tumour size, second (with: CT abdomen: Tumour size, third)."
    )


def test_a_volume_from_one_side_in_words():
    text = describe(volume(cm(10, ">"), cm(10), cm(10, "~")))
    assert text.headline == "> 523.6 mL (> 10 × 10 × 10 cm)"
    assert text.caveats == ("A dimension is approximate, so that the volume is too.",)
