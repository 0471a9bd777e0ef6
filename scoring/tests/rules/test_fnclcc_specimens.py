"""Which specimen a grade is read from, what a biopsy adds, when it is withheld, and its words."""

import random
from itertools import product

import pytest

from scoring.tests.cases import card, codes, measured, paper_patient, varied
from scoring.tests.rules.test_fnclcc import NEOADJUVANT, TABLE, fnclcc, specimen
from scoring.wording import describe

RESECTION, BIOPSY = {"specimen": "resection"}, {"specimen": "biopsy"}
UNREADABLE = {"missing": "unreadable"}
ALL = ["G1", "G2", "G3"]


def graded(grade, **more):
    return {"fnclcc_grade": grade, **more}


# -- the paper's patient -----------------------------------------------------------------------
def test_the_grade_of_the_papers_patient_is_open():
    found = card("fnclcc", paper_patient())
    assert (found["applicability"], found["outcome"]) == ("applicable", "undetermined")
    assert (found["low"], found["high"], found["of"], found["groups"]) == (2, 8, 8, ALL)
    assert [key for key in ("reported", "alone", "biopsy") if key in found] == []
    assert (found["reasons"], found["caveats"]) == ([], [])


def test_the_papers_patient_in_words():
    text = describe(card("fnclcc", paper_patient()))
    assert text.headline == "Undetermined: G1, G2 or G3 (sum 2 to 8 of 8)"
    assert text.short == "Grade G1, G2 or G3"
    assert text.lines == ()
    assert text.missing == (
        "Pathology: Differentiation score. If score 1: G1, G2 or G3; if score 2: G1, G2 or G3; "
        "if score 3: G2 or G3.",
        "Pathology: Mitoses. If score 1: G1, G2 or G3; if score 2: G1, G2 or G3; "
        "if score 3: G2 or G3.",
        "Pathology: Share of necrosis. If score 0: G1, G2 or G3; if score 1: G1, G2 or G3; "
        "if score 2: G2 or G3.",
    )


# -- which specimen counts ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rows", "group"),
    [
        ([graded(1, **RESECTION), graded(3, **RESECTION)], "G3"),
        ([graded(1, **RESECTION, date="2021"), graded(3, **RESECTION, date="2020")], "G1"),
        ([graded(2, **RESECTION), RESECTION], "G2"),
        ([graded(2, **RESECTION), graded({"missing": "unknown"}, **RESECTION)], "G2"),
        ([graded(2), graded(1, **BIOPSY)], "G2"),
        ([graded(2, **RESECTION), graded(1)], "G2"),
        ([graded(2, **RESECTION), graded(1, specimen="unknown")], "G2"),
    ],
)
def test_the_latest_of_the_kind_that_counts_most_is_graded(rows, group):
    found = fnclcc(*rows)
    assert (found["groups"], found["reported"]) == ([group], {"group": group})


def test_scores_of_two_specimens_are_never_added():
    found = fnclcc(specimen(3, 3, 2), specimen(1))
    assert (found["low"], found["high"]) == (2, 6)


@pytest.mark.parametrize(
    ("other", "group"), [({"date": UNREADABLE}, ALL), ({}, ["G1"]), ({"date": "2020"}, ["G1"])]
)
def test_a_specimen_whose_date_cannot_be_read_may_be_the_latest(other, group):
    later = graded(1, **RESECTION, date="2021")
    assert fnclcc(graded(3, **RESECTION) | other, later)["groups"] == group


def test_a_specimen_of_unreadable_date_that_says_the_same_leaves_nothing_open():
    same = fnclcc(graded(1, **RESECTION, date=UNREADABLE), graded(1, **RESECTION, date="2021"))
    assert same["groups"] == ["G1"]


def test_a_specimen_of_unknown_kind_may_be_a_biopsy():
    assert codes(fnclcc(graded(2))["caveats"]) == ["kind_unstated"]
    assert codes(fnclcc(graded(2, **RESECTION))["caveats"]) == []


# -- biopsy and specimen -----------------------------------------------------------------------
def test_a_biopsy_alone_is_a_minimum():
    found = fnclcc(graded(2, **BIOPSY))
    assert (found["outcome"], codes(found["caveats"])) == ("G2", ["biopsy_minimum"])
    assert "biopsy" not in found


@pytest.mark.parametrize(("before", "after"), list(product((1, 2, 3), (1, 2, 3))))
def test_the_specimen_outweighs_a_biopsy_that_is_not_higher(before, after):
    found = fnclcc(graded(before, **BIOPSY), graded(after, **RESECTION))
    both_kept = [f"G{after}", f"G{before}"] if before > after else [f"G{after}"]
    assert (found["groups"], found["biopsy"]) == (both_kept, {"groups": [f"G{before}"]})
    lacks = [(entry["field"], entry["needs"]) for entry in found["missing"]]
    assert lacks == ([("pathology.fnclcc_grade", "consistency")] if before > after else [])
    both = {"biopsy": [f"G{before}"], "groups": [f"G{after}"]}
    up, down = {"code": "upgraded", **both}, {"code": "biopsy_higher", **both}
    assert found["caveats"] == ([up] if before < after else [down] if before > after else [])


@pytest.mark.parametrize(("biopsy", "groups"), [(1, ALL), (2, ["G2", "G3"]), (3, ["G3"])])
def test_the_biopsy_rules_out_what_an_incomplete_specimen_leaves_below_it(biopsy, groups):
    found = fnclcc(specimen(2), graded(biopsy, **BIOPSY))
    assert found["groups"] == groups
    assert found.get("alone") == ({"groups": ALL} if groups != ALL else None)
    note = {"code": "biopsy_rules_out", "biopsy": [f"G{biopsy}"], "groups": ALL}
    assert found["caveats"] == ([note] if groups != ALL else [])


def test_what_is_missing_beside_a_biopsy_names_no_grade_below_it():
    found = fnclcc(specimen(2), graded(2, **BIOPSY))
    assert {entry["field"]: entry["settles"] for entry in found["missing"]} == {
        "pathology.mitoses": {"1": ["G2"], "2": ["G2", "G3"], "3": ["G2", "G3"]},
        "pathology.necrosis_percent": {"0": ["G2"], "1": ["G2", "G3"], "2": ["G2", "G3"]},
    }


def test_a_biopsy_that_overlaps_the_specimen_says_nothing_new():
    found = fnclcc(specimen(1, 1), {**BIOPSY, "differentiation_score": 1})
    assert (found["groups"], codes(found["caveats"])) == (["G1", "G2"], [])
    assert found["biopsy"] == {"groups": ALL}


# -- treatment before the operation ------------------------------------------------------------
@pytest.mark.parametrize("section", ["systemic", "radiotherapy"])
def test_after_neoadjuvant_treatment_the_grade_is_withheld(section):
    found = fnclcc(specimen(2, 2, 1, fnclcc_grade=2), **{section: [NEOADJUVANT]})
    assert found["applicability"] == "not_applicable"
    assert found["reasons"] == [{"code": "after_neoadjuvant"}]
    assert found["outcome"] == "withheld"
    assert [key for key in ("low", "high", "groups", "alone") if key in found] == []
    assert (found["reported"], found["missing"]) == ({"group": "G2"}, [])


@pytest.mark.parametrize(
    ("course", "applicability", "why"),
    [
        (NEOADJUVANT, "not_applicable", None),
        ({"setting": "neoadjuvant"}, "not_applicable", None),
        ({"given": "absent", "setting": "neoadjuvant"}, "applicable", None),
        ({"given": {"missing": "not_applicable"}, "setting": "neoadjuvant"}, "applicable", None),
        ({"given": "equivocal", "setting": "neoadjuvant"}, "unknown", "equivocal"),
        ({"given": "present", "setting": "adjuvant"}, "applicable", None),
        ({"given": "present"}, "unknown", "unanswered"),
        ({"given": "present", "setting": {"missing": "unknown"}}, "unknown", "unknown"),
        ({"setting": UNREADABLE}, "unknown", "unreadable"),
        ({"given": "equivocal"}, "applicable", None),
        ({}, "applicable", None),
    ],
)
@pytest.mark.parametrize("section", ["systemic", "radiotherapy"])
def test_only_a_neoadjuvant_course_withholds(section, course, applicability, why):
    found = fnclcc(specimen(2, 2, 1), **{section: [course]})
    assert found["applicability"] == applicability
    if applicability == "unknown":
        assert found["reasons"] == [{"code": "neoadjuvant_unknown", "why": why}]
        assert found["groups"] == ["G2"]


def test_one_neoadjuvant_course_among_others_is_enough():
    courses = [{"given": "present", "setting": "adjuvant"}, NEOADJUVANT]
    assert fnclcc(specimen(2), systemic=courses)["outcome"] == "withheld"
    both = {"systemic": [{"given": "present"}], "radiotherapy": [NEOADJUVANT]}
    assert fnclcc(specimen(2), **both)["outcome"] == "withheld"


def test_a_biopsy_is_taken_to_come_before_treatment():
    alone = fnclcc(graded(2, **BIOPSY), systemic=[NEOADJUVANT])
    assert (alone["applicability"], alone["outcome"]) == ("applicable", "G2")
    doubtful = fnclcc(graded(2, **BIOPSY), systemic=[{"given": "present"}])
    assert doubtful["applicability"] == "applicable"
    beside = fnclcc(graded(2, **BIOPSY), graded(3, **RESECTION), systemic=[NEOADJUVANT])
    assert (beside["outcome"], beside["biopsy"]) == ("withheld", {"groups": ["G2"]})
    assert beside["caveats"] == []


# -- histology ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("diagnosis", "applicability"),
    [
        ("leiomyosarcoma", "applicable"),
        ("liposarcoma", "applicable"),
        ("undifferentiated_sarcoma", "applicable"),
        ("other_sarcoma", "applicable"),
        (None, "applicable"),
        ("undetermined", "applicable"),
        ("leiomyoma", "not_applicable"),
        ("renal_cell_carcinoma", "not_applicable"),
    ],
)
def test_the_grade_is_for_sarcomas(diagnosis, applicability):
    found = fnclcc(specimen(2) | {"diagnosis": diagnosis})
    assert found["applicability"] == applicability
    expected = [{"code": "histology", "value": diagnosis}]
    assert found["reasons"] == ([] if applicability == "applicable" else expected)


def test_another_tumour_after_treatment_gives_both_reasons():
    row = specimen(2) | {"diagnosis": "lymphoma"}
    reasons = fnclcc(row, systemic=[NEOADJUVANT])["reasons"]
    assert codes(reasons) == ["histology", "after_neoadjuvant"]


# -- knowing more ------------------------------------------------------------------------------
@pytest.mark.parametrize("scores", TABLE)
def test_knowing_more_of_one_tumour_never_opens_a_grade(scores):
    """Scores, reported grade and biopsy of one tumour, told in any order."""
    grade = int(TABLE[scores][1])
    for seed in range(6):
        order = list(range(5))
        random.Random(seed).shuffle(order)
        before = ALL
        for told in (set(order[:count]) for count in range(6)):
            known = [score if place in told else None for place, score in enumerate(scores)]
            rows = [specimen(*known, fnclcc_grade=grade if 3 in told else None)]
            rows += [graded(grade, **BIOPSY)] if 4 in told else []
            after = fnclcc(*rows)["groups"]
            assert set(after) <= set(before)
            before = after


# -- words -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rows", "headline", "short"),
    [
        ([specimen(2, 2, 1)], "G2 (sum 5 of 8)", "Grade G2"),
        ([specimen(3)], "Undetermined: G2 or G3 (sum 4 to 8 of 8)", "Grade G2 or G3"),
        (
            [graded(2, **RESECTION)],
            "G2, as reported (by the scores alone: sum 2 to 8 of 8)",
            "Grade G2",
        ),
        (
            [graded(3, **BIOPSY), specimen(2)],
            "G3 (sum 3 to 7 of 8)",
            "Grade G3",
        ),
    ],
)
def test_headlines(rows, headline, short):
    text = describe(fnclcc(*rows))
    assert (text.headline, text.short) == (headline, short)


def test_a_withheld_grade_in_words():
    row = graded(2, **RESECTION)
    text = describe(fnclcc(row, graded(1, **BIOPSY), systemic=[NEOADJUVANT]))
    assert text.headline == "Not applicable. Grade withheld after treatment before the operation"
    assert text.short == "Grade withheld"
    assert text.lines == (
        "Not applicable: the system is not valid for tissue that was treated before the operation.",
        "Reported: G2.",
        "On the biopsy: G1.",
    )


def test_what_a_reported_grade_adds_in_words():
    lines = describe(fnclcc(specimen(3, fnclcc_grade=3))).lines
    assert lines == ("Reported: G3.", "By the scores of the specimen alone: G2 or G3.")


def test_criteria_in_words():
    row = specimen(2, measured(12, "per 10 HPF"), 1)
    texts = [(each.label, each.answer_text, each.detail) for each in describe(fnclcc(row)).criteria]
    assert texts == [
        ("Differentiation", "score 2", ""),
        (
            "Mitoses",
            "score 2",
            "12 per 10 HPF, fields of 0.1734 mm², 12 in ten fields of the system",
        ),
        ("Necrosis", "score 1", "30 %"),
    ]


def test_caveats_in_words():
    row = specimen(2, measured(12, "per 10 HPF"), hpf_field_area=None, fnclcc_grade=1)
    texts = describe(fnclcc(row | {"specimen": None})).caveats
    assert texts == (
        "The area of a high-power field is not known, so that mitoses may score anything; in "
        "fields of the system's own area they would score 2, which leaves G2 and G3.",
        "It is not stated whether the specimen is a biopsy; if so, its grade is the least that "
        "the tumour can have.",
    )
    texts = describe(fnclcc(specimen(2, 2, 1, fnclcc_grade=1))).caveats
    assert texts == ("Reported as G1, while the scores give G2: check both.",)


def test_upgrading_in_words():
    text = describe(fnclcc(graded(1, **BIOPSY), graded(3, **RESECTION)))
    assert text.caveats == ("Upgraded: G1 on the biopsy, G3 on the specimen.",)
    assert text.lines[-1] == "On the biopsy: G1."


def test_a_count_without_its_field_is_said_to_be_possible_in_the_papers_patient():
    told = varied(paper_patient(), pathology__mitoses=measured(12, "per 10 HPF"))
    assert describe(card("fnclcc", told)).headline == "Undetermined: G1, G2 or G3 (sum 2 to 8 of 8)"
