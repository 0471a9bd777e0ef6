"""What of the record a stage rests on: specimen before imaging, nodes, grade."""

from decimal import Decimal

import pytest

from scoring.tests.cases import card, codes, measured, varied

NEOADJUVANT = [{"given": "present", "setting": "neoadjuvant"}]
DISPUTED = {"value": "present", "alternatives": [{"value": "absent"}]}


def cm(number):
    return measured(Decimal(str(number)), "cm")


def staged(scan=None, specimen=None, **sections):
    """A graded resection without metastasis; sizes in centimetres."""
    row = {"specimen": "resection", "fnclcc_grade": 2}
    row |= {} if specimen is None else {"specimen_dim_1": cm(specimen)}
    study = {} if scan is None else {"tumour_dim_1": cm(scan)}
    document = {
        "ct_abdomen": [study | {"abdominal_lymphadenopathy": "absent"}],
        "pathology": [row],
        "assessment": {"metastasis": "no", "ajcc_chapter": "retroperitoneum"},
    }
    return card("ajcc8", varied(document, **sections))


def categories(found):
    return {each["key"]: each["categories"] for each in found["criteria"]}


# -- imaging and specimen ----------------------------------------------------------------------
def test_the_size_of_the_specimen_counts_and_that_of_imaging_is_kept():
    found = staged(4, 12)
    assert (found["groups"], found["clinical"]) == (["IIIB"], {"groups": ["II"]})
    assert [each for each in found["criteria"] if each["key"].endswith("_t")] == [
        {"key": "clinical_t", "answer": "yes", "value": 4, "unit": "cm", "categories": ["T1"]},
        {"key": "pathological_t", "answer": "yes", "value": 12, "unit": "cm", "categories": ["T3"]},
    ]


def test_without_a_specimen_imaging_counts():
    found = staged(8)
    assert (found["groups"], "clinical" in found) == (["IIIA"], False)
    assert list(categories(found)) == ["clinical_t", "n", "m", "g", "chapter"]
    assert found["caveats"] == []


def test_without_imaging_the_specimen_counts():
    found = staged(None, 8)
    assert (found["groups"], "clinical" in found) == (["IIIA"], False)
    assert codes(found["caveats"]) == ["size_of_specimen"]


@pytest.mark.parametrize("place", [1, 2, 3])
def test_each_dimension_of_the_specimen_can_be_the_greatest(place):
    sizes = {f"pathology__specimen_dim_{each}": cm(2) for each in (1, 2, 3)}
    found = staged(4, **sizes | {f"pathology__specimen_dim_{place}": cm(12)})
    assert categories(found)["pathological_t"] == ["T3"]


def test_a_size_of_the_specimen_known_from_one_side_is_asked_for_there():
    (entry,) = staged(4, pathology__specimen_dim_1=measured(8, "cm", comparator=">"))["missing"]
    assert (entry["field"], entry["needs"]) == ("pathology.specimen_dim_1", "exact_value")
    assert entry["settles"] == {"T2": ["IIIA"], "T3": ["IIIB"], "T4": ["IIIB"]}


def test_a_specimen_whose_size_is_disputed_leaves_the_size_to_imaging():
    disputed = {"value": 6, "unit": "cm", "alternatives": [{"value": 12}]}
    found = staged(8, pathology__specimen_dim_1=disputed)
    assert found["groups"] == ["IIIA"]
    assert categories(found)["pathological_t"] == ["T1", "T2", "T3", "T4"]


@pytest.mark.parametrize(
    ("scan", "specimen", "differ", "categories"),
    [
        (10, 12, False, None),
        (12, 10, False, None),
        (10, 12.01, True, ("T2", "T3")),
        (12.01, 10, True, ("T3", "T2")),
        (22.8, 25, False, None),
        (10, 10, False, None),
        (4, 12, True, ("T1", "T3")),
        (6, 9, True, None),
        (30, 16, True, None),
    ],
)
def test_sizes_that_differ_by_more_than_a_fifth_are_flagged(scan, specimen, differ, categories):
    note = {"imaging": Decimal(str(scan)), "specimen": Decimal(str(specimen))}
    note["code"] = "sizes_differ_in_t" if categories else "sizes_differ"
    if categories:
        note |= {"imaging_t": [categories[0]], "specimen_t": [categories[1]]}
    caveats = staged(scan, specimen)["caveats"]
    assert caveats == [{"code": "size_of_specimen"}, *[note] * differ]


def test_a_size_known_from_one_side_is_compared_with_none():
    open_size = measured(4, "cm", comparator=">")
    found = staged(20, pathology__specimen_dim_1=open_size)
    assert codes(found["caveats"]) == ["size_of_specimen"]
    found = staged(None, 20, ct_abdomen__tumour_dim_1=open_size)
    assert codes(found["caveats"]) == ["size_of_specimen"]


def test_the_latest_study_that_gives_a_size_counts():
    document = {
        "ct_abdomen": [
            {"date": "2020", "tumour_dim_1": cm(4)},
            {"date": "2021", "tumour_dim_1": cm(12)},
            {"date": "2022", "tumour_side": "right"},
        ]
    }
    assert categories(card("ajcc8", document))["clinical_t"] == ["T3"]


def test_a_biopsy_has_no_size():
    document = {"pathology": [{"specimen": "biopsy", "specimen_dim_1": cm(2)}]}
    assert list(categories(card("ajcc8", document))) == ["clinical_t", "n", "m", "g", "chapter"]


def test_a_specimen_after_treatment_is_a_ypt():
    found = staged(12, 11)
    assert codes(found["caveats"]) == ["size_of_specimen"]
    treated = card(
        "ajcc8",
        {
            "ct_abdomen": [{"tumour_dim_1": cm(12)}],
            "pathology": [{"specimen": "resection", "specimen_dim_1": cm(11), "fnclcc_grade": 2}],
            "systemic": NEOADJUVANT,
        },
    )
    assert codes(treated["caveats"]) == [
        "grade_open",
        "grade_withheld",
        "nodes_nothing",
        "size_of_specimen",
        "size_after_treatment",
        "default_chapter",
    ]


@pytest.mark.parametrize("field", ["ct_abdomen__tumour_dim_1", "pathology__specimen_dim_1"])
def test_an_approximate_size_is_said(field):
    found = staged(8, **{field: measured(8, "cm", comparator="~")})
    assert "approximate" in codes(found["caveats"])


def test_only_the_size_that_counts_is_said_to_be_approximate():
    found = staged(None, 8, ct_abdomen__tumour_dim_1=measured(8, "cm", comparator="~"))
    assert codes(found["caveats"]) == ["size_of_specimen"]


# -- nodes -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("positive", "examined", "on_ct", "nodes", "caveat"),
    [
        (1, 5, "absent", ["N1"], None),
        (0, 5, "absent", ["N0"], None),
        (0, 5, "present", ["N0"], None),
        (0, None, "present", ["N0"], None),
        (0, 0, "present", ["N0", "N1"], "nodes_suspected"),
        (0, 0, "absent", ["N0"], None),
        (0, 0, None, ["N0"], "nodes_nothing"),
        (None, None, "absent", ["N0"], None),
        (None, None, "present", ["N0", "N1"], "nodes_suspected"),
        (None, None, "equivocal", ["N0", "N1"], "nodes_suspected"),
        (None, None, DISPUTED, ["N0", "N1"], "nodes_suspected"),
        (None, None, {"missing": "unreadable"}, ["N0", "N1"], "nodes_suspected"),
        (None, None, "not_assessed", ["N0"], "nodes_nothing"),
        (None, None, None, ["N0"], "nodes_nothing"),
        (None, None, {"missing": "not_applicable"}, ["N0"], "nodes_nothing"),
        ({"missing": "not_applicable"}, None, "present", ["N0", "N1"], "nodes_suspected"),
        ({"value": 3, "comparator": "<"}, 5, "absent", ["N0", "N1"], None),
        ({"value": 0, "comparator": ">"}, 5, "absent", ["N1"], None),
        ({"value": 1, "alternatives": [{"value": 0}]}, 5, "absent", ["N0", "N1"], None),
        ({"missing": "unreadable"}, 5, "absent", ["N0", "N1"], None),
    ],
)
def test_regional_nodes(positive, examined, on_ct, nodes, caveat):
    found = staged(
        8,
        pathology__nodes_positive=positive,
        pathology__nodes_examined=examined,
        ct_abdomen__abdominal_lymphadenopathy=on_ct,
    )
    assert categories(found)["n"] == nodes
    assert codes(found["caveats"]) == ([] if caveat is None else [caveat])
    assert found["groups"] == sorted({"N0": "IIIA", "N1": "IIIB"}[each] for each in nodes)


def test_a_positive_node_in_any_specimen_is_n1():
    rows = [
        {"specimen": "biopsy", "nodes_positive": 1},
        {"specimen": "resection", "nodes_positive": 0},
    ]
    assert categories(card("ajcc8", {"pathology": rows}))["n"] == ["N1"]
    assert categories(card("ajcc8", {"pathology": rows[::-1]}))["n"] == ["N1"]


@pytest.mark.parametrize(
    ("positive", "needs", "why"),
    [
        (None, "value", "unanswered"),
        ({"value": 3, "comparator": "<"}, "exact_value", None),
        ({"value": 1, "alternatives": [{"value": 0}]}, "agreement", "conflict"),
    ],
)
def test_what_the_nodes_lack(positive, needs, why):
    suspected = {"ct_abdomen__abdominal_lymphadenopathy": "present"}
    (entry,) = staged(8, pathology__nodes_positive=positive, **suspected)["missing"]
    said = (entry["field"], entry["needs"], entry.get("why"))
    assert said == ("pathology.nodes_positive", needs, why)
    assert entry["settles"] == {"N0": ["IIIA"], "N1": ["IIIB"]}


@pytest.mark.parametrize(
    ("chest", "is_said"),
    [
        ("present", True),
        ("equivocal", True),
        (DISPUTED, True),
        ("absent", False),
        ("not_assessed", False),
        (None, False),
        ({"missing": "not_applicable"}, False),
    ],
)
def test_nodes_of_the_chest_are_never_regional(chest, is_said):
    document = {
        "ct_abdomen": [{"tumour_dim_1": cm(8), "abdominal_lymphadenopathy": "absent"}],
        "ct_thorax": [{"mediastino_hilar_adenopathy": chest}],
        "pathology": [{"specimen": "resection", "fnclcc_grade": 2}],
        "assessment": {"metastasis": "no", "ajcc_chapter": "retroperitoneum"},
    }
    found = card("ajcc8", document)
    assert (found["groups"], categories(found)["n"]) == (["IIIA"], ["N0"])
    assert codes(found["caveats"]) == ["chest_nodes"] * is_said


# -- metastasis --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "categories_left", "why"),
    [
        ("no", ["M0"], None),
        ("yes", ["M1"], None),
        ("equivocal", ["M0", "M1"], "equivocal"),
        ("not_assessed", ["M0", "M1"], "not_assessed"),
        (None, ["M0", "M1"], "unanswered"),
        ({"value": "yes", "alternatives": [{"value": "no"}]}, ["M0", "M1"], "conflict"),
        ({"missing": "not_applicable"}, ["M0", "M1"], "not_applicable"),
    ],
)
def test_metastasis_as_the_team_judges_it(said, categories_left, why):
    found = staged(8, assessment__metastasis=said)
    assert categories(found)["m"] == categories_left
    assert found["criteria"][2].get("why") == why
    assert codes(found["caveats"]) == ["metastasis_equivocal"] * (said == "equivocal")
    needs = [entry["needs"] for entry in found["missing"]]
    assert needs == ([] if why is None else ["agreement" if why == "conflict" else "value"])


# -- grade -------------------------------------------------------------------------------------
def graded(**grade):
    row = {"specimen": "resection", **grade}
    return (
        staged(8, pathology__fnclcc_grade=None)
        if not grade
        else card(
            "ajcc8",
            {
                "ct_abdomen": [{"tumour_dim_1": cm(8), "abdominal_lymphadenopathy": "absent"}],
                "pathology": [row],
                "assessment": {"metastasis": "no", "ajcc_chapter": "retroperitoneum"},
            },
        )
    )


@pytest.mark.parametrize(
    ("grade", "groups", "caveats"),
    [
        ({"fnclcc_grade": 1}, ["IB"], []),
        ({"fnclcc_grade": 3}, ["IIIA"], []),
        ({}, ["IB", "IIIA"], [("IB", "IIIA", "G2_G3")]),
        ({"differentiation_score": 3}, ["IIIA"], []),
        (
            {"differentiation_score": 1, "necrosis": "absent"},
            ["IB", "IIIA"],
            [("IB", "IIIA", "G2")],
        ),
    ],
)
def test_an_open_grade_says_what_a_higher_one_would_make_of_it(grade, groups, caveats):
    found = graded(**grade)
    assert found["groups"] == groups
    assert found["caveats"] == [
        {"code": "grade_open", "if_low": [low], "if_high": [high], "grades": grades}
        for low, high, grades in caveats
    ]


@pytest.mark.parametrize(
    "settled", [{"assessment__metastasis": "yes"}, {"pathology__nodes_positive": 1}]
)
def test_a_grade_that_settles_nothing_is_not_spoken_of(settled):
    found = staged(8, pathology__fnclcc_grade=None, **settled)
    assert (found["caveats"], found["missing"]) == ([], [])


def test_an_unknown_size_without_a_group_is_not_said_to_depend_on_the_grade():
    found = staged(
        None, pathology__fnclcc_grade=None, ct_abdomen__tumour_dim_1={"missing": "not_applicable"}
    )
    assert (found["groups"], found["caveats"]) == (["no_group"], [])


def test_nodes_in_doubt_do_not_blur_what_the_grade_would_change():
    found = staged(
        18, pathology__fnclcc_grade=None, ct_abdomen__abdominal_lymphadenopathy="present"
    )
    assert found["caveats"][0] == {
        "code": "grade_open",
        "if_low": ["IB"],
        "if_high": ["IIIB"],
        "grades": "G2_G3",
    }


def test_a_biopsy_stages_with_the_least_grade():
    found = graded(specimen="biopsy", fnclcc_grade=2)
    assert (found["groups"], codes(found["caveats"])) == (["IIIA"], ["grade_of_biopsy"])


def test_a_withheld_grade_is_open_but_for_the_biopsy():
    document = {
        "ct_abdomen": [{"tumour_dim_1": cm(8), "abdominal_lymphadenopathy": "absent"}],
        "pathology": [{"specimen": "resection", "fnclcc_grade": 1}],
        "assessment": {"metastasis": "no", "ajcc_chapter": "retroperitoneum"},
        "systemic": NEOADJUVANT,
    }
    found = card("ajcc8", document)
    assert found["groups"] == ["IB", "IIIA"]
    assert codes(found["caveats"]) == ["grade_open", "grade_withheld"]
    document["pathology"].append({"specimen": "biopsy", "fnclcc_grade": 2})
    assert card("ajcc8", document)["groups"] == ["IIIA"]


def test_a_contradicted_grade_keeps_both_and_asks_for_it():
    found = graded(fnclcc_grade=1, differentiation_score=3)
    assert found["groups"] == ["IB", "IIIA"]
    assert codes(found["caveats"]) == ["grade_open", "grade_contradicts"]
    (entry,) = found["missing"]
    assert (entry["field"], entry["needs"]) == ("pathology.fnclcc_grade", "consistency")


# -- chapter and histology ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "chapters", "is_default"),
    [
        (None, ["retroperitoneum"], True),
        ({"missing": "unknown"}, ["retroperitoneum"], True),
        ({"missing": "not_applicable"}, ["retroperitoneum"], True),
        ("retroperitoneum", ["retroperitoneum"], False),
        ("trunk_extremities", ["trunk_extremities"], False),
        (
            {"value": "retroperitoneum", "alternatives": [{"value": "trunk_extremities"}]},
            ["retroperitoneum", "trunk_extremities"],
            False,
        ),
        ({"missing": "unreadable"}, ["retroperitoneum", "trunk_extremities"], False),
        ("abdominal_visceral", ["retroperitoneum", "trunk_extremities"], False),
    ],
)
def test_the_chapter_is_the_retroperitoneum_unless_another_is_recorded(said, chapters, is_default):
    found = staged(8, assessment__ajcc_chapter=said, pathology__nodes_positive=1)
    assert categories(found)["chapter"] == chapters
    assert codes(found["caveats"]) == ["default_chapter"] * is_default
    stages = {"retroperitoneum": "IIIB", "trunk_extremities": "IV"}
    assert found["groups"] == [stages[chapter] for chapter in chapters]


def test_a_tumour_that_is_no_sarcoma_has_no_such_stage():
    found = staged(8, pathology__diagnosis="renal_cell_carcinoma")
    assert found["applicability"] == "not_applicable"
    assert found["reasons"] == [{"code": "histology", "value": "renal_cell_carcinoma"}]
    assert staged(8, pathology__diagnosis="liposarcoma")["applicability"] == "applicable"
