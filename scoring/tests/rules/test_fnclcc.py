"""FNCLCC grade: the published table typed in, every unknown by brute force, and the cut-offs."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.values.measures import MEASURES
from scoring.tests.cases import BY_KEY, card, codes, measured
from scoring.values import units

# Differentiation, mitoses, necrosis: the grade, as the table of the system gives it.
TABLE = {
    **{(1, 1, 0): "G1", (1, 1, 1): "G1", (1, 1, 2): "G2"},
    **{(1, 2, 0): "G1", (1, 2, 1): "G2", (1, 2, 2): "G2"},
    **{(1, 3, 0): "G2", (1, 3, 1): "G2", (1, 3, 2): "G3"},
    **{(2, 1, 0): "G1", (2, 1, 1): "G2", (2, 1, 2): "G2"},
    **{(2, 2, 0): "G2", (2, 2, 1): "G2", (2, 2, 2): "G3"},
    **{(2, 3, 0): "G2", (2, 3, 1): "G3", (2, 3, 2): "G3"},
    **{(3, 1, 0): "G2", (3, 1, 1): "G2", (3, 1, 2): "G3"},
    **{(3, 2, 0): "G2", (3, 2, 1): "G3", (3, 2, 2): "G3"},
    **{(3, 3, 0): "G3", (3, 3, 1): "G3", (3, 3, 2): "G3"},
}
SHARES = {0: 0, 1: 30, 2: 70}  # percent
STANDARD = measured(Decimal("0.1734"), "mm2")
PER_TEN, PER_FIFTY, PER_AREA = "per 10 HPF", "per 50 HPF", "per mm2"
COUNTED = {1: measured(4, PER_TEN), 2: measured(14, PER_TEN), 3: measured(24, PER_TEN)}
NEOADJUVANT = {"given": "present", "setting": "neoadjuvant"}


def specimen(differentiation=None, mitoses=None, necrosis=None, **more):
    """A resected specimen with scores; None where one is not known."""
    row = {"specimen": "resection", "hpf_field_area": STANDARD, "differentiation_score": None}
    if differentiation is not None:
        row["differentiation_score"] = differentiation
    if mitoses is not None:
        row["mitoses"] = COUNTED[mitoses] if isinstance(mitoses, int) else mitoses
    if necrosis is not None:
        row["necrosis_percent"] = measured(SHARES[necrosis], "percent")
    return {name: value for name, value in (row | more).items() if value is not None}


def fnclcc(*rows, **sections):
    return card("fnclcc", {"pathology": list(rows), **sections})


def points(found):
    return {each["key"]: each["points"] for each in found["criteria"]}


def sums(found):
    return (found["low"], found["high"], found["groups"])


# -- the table ---------------------------------------------------------------------------------
def test_the_table_is_complete():
    assert set(TABLE) == set(product((1, 2, 3), (1, 2, 3), (0, 1, 2)))


@pytest.mark.parametrize(("scores", "grade"), TABLE.items())
def test_every_combination_gives_the_grade_of_the_table(scores, grade):
    found = fnclcc(specimen(*scores))
    assert found["outcome"] == grade
    assert sums(found) == (sum(scores), sum(scores), [grade])
    assert found["missing"] == []


OPEN = list(product((1, 2, 3, None), (1, 2, 3, None), (0, 1, 2, None)))


@pytest.mark.parametrize("scores", OPEN)
def test_every_unknown_leaves_what_its_completions_give(scores):
    every = [
        whole
        for whole in TABLE
        if all(known in (None, score) for known, score in zip(scores, whole, strict=True))
    ]
    found = fnclcc(specimen(*scores))
    groups = sorted({TABLE[whole] for whole in every})
    assert sums(found) == (min(map(sum, every)), max(map(sum, every)), groups)
    assert found["outcome"] == (groups[0] if len(groups) == 1 else "undetermined")


@pytest.mark.parametrize("scores", [each for each in OPEN if None in each])
def test_what_is_missing_says_what_each_score_would_leave(scores):
    names = ("differentiation_score", "mitoses", "necrosis_percent")
    entries = {entry["field"]: entry["settles"] for entry in fnclcc(specimen(*scores))["missing"]}
    groups = fnclcc(specimen(*scores))["groups"]
    for place, name in enumerate(names):
        options = (0, 1, 2) if place == 2 else (1, 2, 3)
        expected = {
            str(score): fnclcc(specimen(*scores[:place], score, *scores[place + 1 :]))["groups"]
            for score in options
        }
        narrows = scores[place] is None and any(left != groups for left in expected.values())
        assert entries.get(f"pathology.{name}") == (expected if narrows else None)


@pytest.mark.parametrize(
    ("differentiation", "low", "high", "groups"),
    [(2, 3, 7, ["G1", "G2", "G3"]), (3, 4, 8, ["G2", "G3"]), (1, 2, 6, ["G1", "G2", "G3"])],
)
def test_differentiation_alone(differentiation, low, high, groups):
    assert sums(fnclcc(specimen(differentiation))) == (low, high, groups)


@pytest.mark.parametrize("said", [0, 4, Decimal("1.5"), "2", {"missing": "unknown"}, "high"])
def test_a_differentiation_that_is_no_score_leaves_all_three(said):
    found = fnclcc(specimen(mitoses=1, necrosis=0) | {"differentiation_score": said})
    assert points(found)["differentiation"] == [1, 2, 3]
    assert found["groups"] == ["G1", "G2"]


# -- mitoses -----------------------------------------------------------------------------------
def by_mitoses(count, unit, area=STANDARD, comparator=""):
    counted = measured(count, unit, comparator=comparator)
    return points(fnclcc(specimen(mitoses=counted, hpf_field_area=area)))["mitoses"]


@pytest.mark.parametrize(("count", "score"), [(0, 1), (9, 1), (10, 2), (19, 2), (20, 3), (200, 3)])
def test_cut_offs_in_ten_fields(count, score):
    assert by_mitoses(count, PER_TEN) == [score]


@pytest.mark.parametrize(("count", "score"), [(49, 1), (50, 2), (99, 2), (100, 3)])
def test_cut_offs_in_fifty_fields(count, score):
    assert by_mitoses(count, PER_FIFTY) == [score]


@pytest.mark.parametrize(
    ("count", "score"),
    [("5.76", 1), ("5.77", 2), ("11.53", 2), ("11.54", 3), ("10", 2), ("12", 3), ("5.767", 1)],
)
def test_cut_offs_in_an_area_are_computed_not_rounded(count, score):
    """10 / 1.734 = 5.7670... and 20 / 1.734 = 11.5340..., whatever field stands beside it."""
    assert by_mitoses(Decimal(count), PER_AREA) == [score]
    assert by_mitoses(Decimal(count), PER_AREA, measured(1, "mm2")) == [score]


@given(st.decimals(0, 60, places=3), st.sampled_from(["0.1734", "0.2376", "0.19635", "0.05", "1"]))
def test_the_area_of_the_field_brings_the_count_to_that_of_the_system(count, area):
    in_ten = count * Decimal("0.1734") / Decimal(area)
    expected = 1 if in_ten < 10 else 2 if in_ten < 20 else 3
    assert by_mitoses(count, PER_TEN, measured(Decimal(area), "mm2")) == [expected]
    assert by_mitoses(count * 5, PER_FIFTY, measured(Decimal(area), "mm2")) == [expected]


def test_a_wider_field_lowers_the_score():
    assert by_mitoses(12, PER_TEN) == [2]
    assert by_mitoses(12, PER_TEN, measured(Decimal("0.2376"), "mm2")) == [1]


@pytest.mark.parametrize(
    ("comparator", "count", "scores"),
    [
        (">", 20, [3]),
        (">=", 20, [3]),
        (">", 10, [2, 3]),
        (">=", 10, [2, 3]),
        (">", 9, [1, 2, 3]),
        ("<", 10, [1]),
        ("<=", 10, [1, 2]),
        ("<", 20, [1, 2]),
        ("<=", 20, [1, 2, 3]),
        ("~", 20, [3]),
    ],
)
def test_a_comparator_leaves_a_set_of_scores(comparator, count, scores):
    assert by_mitoses(count, PER_TEN, comparator=comparator) == scores


@pytest.mark.parametrize(
    ("area", "needs", "why"),
    [
        (None, "value", "unanswered"),
        ({"missing": "not_done"}, "value", "not_done"),
        ({"missing": "not_applicable"}, "value", "not_applicable"),
        (measured(Decimal("0.2"), "mm2", comparator=">"), "exact_value", None),
        (measured(0, "mm2"), "exact_value", None),
        (
            {**measured(Decimal("0.2"), "mm2"), "alternatives": [{"value": Decimal("0.3")}]},
            "agreement",
            "conflict",
        ),
    ],
)
def test_without_the_area_of_a_field_a_count_may_score_anything(area, needs, why):
    found = fnclcc(specimen(2, measured(12, PER_TEN), 1, hpf_field_area=area))
    assert points(found)["mitoses"] == [1, 2, 3]
    assert sums(found) == (4, 6, ["G2", "G3"])
    (entry,) = found["missing"]
    said = (entry["field"], entry["needs"], entry.get("why"))
    assert said == ("pathology.hpf_field_area", needs, why)
    assert found["caveats"] == [{"code": "field_area_missing", "points": [2], "groups": ["G2"]}]


def test_a_count_of_none_scores_1_in_fields_of_any_size():
    assert by_mitoses(0, PER_TEN, None) == [1]
    assert by_mitoses(0, PER_TEN, None, comparator=">") == [1, 2, 3]
    assert fnclcc(specimen(1, measured(0, PER_TEN), hpf_field_area=None))["caveats"] == []


@pytest.mark.parametrize("unit", MEASURES["mitoses"].units, ids=lambda unit: unit.key)
def test_every_spelling_of_a_denominator_is_read(unit):
    quantities = (units.MITOSES_IN_FIELDS, units.MITOSES_IN_AREA)
    for spelling in (unit.key, unit.label, *unit.aliases):
        known = [quantity.factor(spelling) for quantity in quantities]
        assert known.count(None) == 1
        assert by_mitoses(100, spelling) == by_mitoses(100, unit.key)


def test_a_count_without_a_denominator_is_not_read():
    found = fnclcc(specimen(2, {"value": 12}, 0))
    assert points(found)["mitoses"] == [1, 2, 3]
    assert found["missing"][0]["why"] == "unreadable"


def test_no_count_and_no_field_is_too_large_or_too_small_to_compute_with():
    tiny, huge = Decimal("1E-30"), Decimal("9E+15")
    assert by_mitoses(huge, PER_AREA) == [3]
    assert by_mitoses(huge, PER_TEN, measured(tiny, "mm2")) == [3]
    assert by_mitoses(tiny, PER_TEN, measured(huge, "mm2")) == [1]


def test_a_count_a_hair_below_a_limit_stays_below_it():
    """In decimals that a shorter arithmetic would round."""
    area = Decimal("0.173400000000000000000000000001")
    assert by_mitoses(10, PER_TEN, measured(area, "mm2")) == [1]
    assert by_mitoses(20, PER_TEN, measured(area, "mm2")) == [2]


def test_sources_that_disagree_on_the_count_leave_it_open():
    said = measured(12, PER_AREA) | {"alternatives": [{"value": measured(12, PER_TEN)}]}
    (entry,) = fnclcc(specimen(2, said, 0))["missing"]
    assert (entry["field"], entry["needs"]) == ("pathology.mitoses", "agreement")


def test_the_card_shows_the_count_as_typed_and_in_the_systems_fields():
    field = measured(Decimal("0.2376"), "mm2")
    found = fnclcc(specimen(mitoses=measured(12, PER_TEN), hpf_field_area=field))
    assert found["criteria"][1] == {
        "key": "mitoses",
        "answer": "yes",
        "value": 12,
        "unit": PER_TEN,
        "field_area": Decimal("0.2376"),
        "in_ten_fields": Decimal("8.75"),
        "points": [1],
    }


def test_a_criterion_is_answered_where_one_score_is_left_and_says_why_not():
    found = fnclcc(specimen(2, necrosis=None) | {"necrosis": "present"})
    assert found["criteria"] == [
        {"key": "differentiation", "answer": "yes", "points": [2]},
        {"key": "mitoses", "answer": "unknown", "points": [1, 2, 3], "why": "unanswered"},
        {"key": "necrosis", "answer": "unknown", "points": [1, 2], "why": "unanswered"},
    ]


def test_a_score_that_a_comparator_leaves_open_has_no_reason_but_its_value():
    counted = measured(10, PER_AREA, comparator=">=")
    assert fnclcc(specimen(mitoses=counted))["criteria"][1] == {
        "key": "mitoses",
        "answer": "unknown",
        "comparator": ">=",
        "value": 10,
        "unit": PER_AREA,
        "points": [2, 3],
    }


def test_what_is_approximate_is_said():
    about = specimen(
        2,
        mitoses=measured(12, PER_TEN, comparator="~"),
        hpf_field_area=measured(Decimal("0.2"), "mm2", comparator="~"),
        necrosis_percent=measured(50, "percent", comparator="~"),
    )
    assert fnclcc(about)["caveats"] == [
        {"code": "approximate", "criterion": "mitoses"},
        {"code": "approximate", "criterion": "field_area"},
        {"code": "approximate", "criterion": "necrosis"},
    ]
    per_area = specimen(2, mitoses=measured(5, PER_AREA, comparator="~"))
    assert fnclcc(per_area)["caveats"] == [{"code": "approximate", "criterion": "mitoses"}]
    no_area = about | {"hpf_field_area": {"missing": "unknown"}}
    assert codes(fnclcc(no_area)["caveats"])[0] == "approximate"


# -- necrosis ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("finding", "share", "scores"),
    [
        ("absent", None, [0]),
        ("present", None, [1, 2]),
        (None, None, [0, 1, 2]),
        ("equivocal", None, [0, 1, 2]),
        ({"missing": "not_applicable"}, None, [0, 1, 2]),
        (None, measured(0, "percent"), [0]),
        (None, measured(Decimal("0.1"), "percent"), [1]),
        (None, measured(Decimal("49.9"), "percent"), [1]),
        (None, measured(50, "percent"), [2]),
        (None, measured(100, "percent"), [2]),
        (None, measured(50, "percent", comparator="<"), [0, 1]),
        ("present", measured(50, "percent", comparator="<"), [1]),
        ("present", measured(50, "percent", comparator="<="), [1, 2]),
        (None, measured(0, "percent", comparator=">"), [1, 2]),
        (None, measured(50, "percent", comparator=">"), [2]),
        ("present", measured(30, "percent"), [1]),
        ("absent", measured(0, "percent"), [0]),
    ],
)
def test_scores_of_necrosis(finding, share, scores):
    found = fnclcc(specimen(2, 1, necrosis_percent=share) | {"necrosis": finding})
    assert points(found)["necrosis"] == scores
    assert found["caveats"] == []


@pytest.mark.parametrize(
    ("finding", "share", "scores"), [("absent", 30, [0, 1]), ("present", 0, [0, 1, 2])]
)
def test_necrosis_that_contradicts_its_share_keeps_both(finding, share, scores):
    found = fnclcc(specimen(3, 1) | {"necrosis": finding, "necrosis_percent": measured(share, "%")})
    assert points(found)["necrosis"] == scores
    assert found["caveats"] == [{"code": "necrosis_contradicts"}]
    found = fnclcc(specimen(2, 1) | {"necrosis": finding, "necrosis_percent": measured(share, "%")})
    assert [entry["needs"] for entry in found["missing"]] == ["consistency"]


@pytest.mark.parametrize(
    ("row", "needs", "why"),
    [
        ({}, "value", "unanswered"),
        ({"necrosis": "equivocal"}, "value", "equivocal"),
        ({"necrosis": "present"}, "value", "unanswered"),
        ({"necrosis_percent": {"missing": "not_done"}}, "value", "not_done"),
        (
            {"necrosis": {"value": "present", "alternatives": [{"value": "absent"}]}},
            "agreement",
            "conflict",
        ),
        ({"necrosis_percent": measured(90, "percent", comparator="<")}, "exact_value", None),
    ],
)
def test_what_the_share_of_necrosis_lacks(row, needs, why):
    missing = fnclcc(specimen(2, 2) | row)["missing"]
    said = [(each["field"], each["needs"], each.get("why")) for each in missing]
    assert said == [("pathology.necrosis_percent", needs, why)]


# -- as reported -------------------------------------------------------------------------------
@pytest.mark.parametrize(("grade", "group"), [(1, "G1"), (2, "G2"), (3, "G3")])
def test_a_reported_grade_settles_what_the_scores_leave_open(grade, group):
    found = fnclcc(specimen(fnclcc_grade=grade))
    assert (found["outcome"], found["groups"]) == (group, [group])
    assert found["reported"] == {"group": group}
    assert found["alone"] == {"groups": ["G1", "G2", "G3"]}
    assert (found["missing"], found["caveats"]) == ([], [])


@pytest.mark.parametrize("said", [0, 4, Decimal("2.5"), {"missing": "unknown"}])
def test_what_is_no_grade_is_not_reported(said):
    found = fnclcc(specimen(2, fnclcc_grade=said))
    assert [key for key in ("reported", "alone") if key in found] == []
    assert found["groups"] == ["G1", "G2", "G3"]


@pytest.mark.parametrize("scores", TABLE)
@pytest.mark.parametrize("grade", [1, 2, 3])
def test_a_reported_grade_that_the_scores_contradict_stays_beside_theirs(scores, grade):
    found, computed = fnclcc(specimen(*scores, fnclcc_grade=grade)), TABLE[scores]
    reported = f"G{grade}"
    assert found["groups"] == sorted({computed, reported})
    if reported == computed:
        assert (found["caveats"], found["missing"]) == ([], [])
        return
    note = {"code": "reported_contradicts", "value": reported, "groups": [computed]}
    assert (found["outcome"], found["caveats"]) == ("undetermined", [note])
    assert found["alone"] == {"groups": [computed]}
    assert found["missing"] == [
        {"field": "pathology.fnclcc_grade", "needs": "consistency", "settles": {}}
    ]


def test_the_limits_that_are_shown_are_those_of_the_system():
    shown = [(limit.key, limit.value, limit.unit) for limit in BY_KEY["fnclcc"].limits]
    assert shown == [
        ("mitoses_2", 10, PER_TEN),
        ("mitoses_3", 20, PER_TEN),
        ("standard_field", Decimal("0.1734"), "mm2"),
        ("necrosis", 50, "%"),
    ]
    assert {limit.whose for limit in BY_KEY["fnclcc"].limits} == {"classification"}
