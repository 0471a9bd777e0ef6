"""Which of several studies and specimens a card rests on, by their dates, and what it says."""

from decimal import Decimal

import pytest

from scoring.tests.cases import card, codes, measured
from scoring.wording import describe


def cm(number):
    return measured(Decimal(number), "cm")


SIZED = {"tumour_dim_1": cm(18), "tumour_dim_2": cm(13), "tumour_dim_3": cm(12)}
PRIMARY = {"date": "2020-01", **SIZED}
LATER = {"date": "2022-01", "tumour_dim_1": cm(2)}
G3 = {"specimen": "resection", "diagnosis": "leiomyosarcoma", "fnclcc_grade": 3}


def studied(*studies, **sections):
    return {
        "ct_abdomen": list(studies),
        "pathology": [{"date": "2020-02-10", **G3}],
        "assessment": {"metastasis": "no"},
        **sections,
    }


def operated(day, **more):
    return {"surgery": [{"operated": "present", "date": day, **more}]}


# -- imaging after the operation or the recurrence ---------------------------------------------
@pytest.mark.parametrize(
    "treated", [operated("2020-02"), operated("2021"), {"recurrences": [{"date": "2021-12-31"}]}]
)
def test_imaging_after_the_first_treatment_gives_no_size(treated):
    document = studied(PRIMARY, LATER, **treated)
    stage, volume = card("ajcc8", document), card("tumour_volume", document)
    note = {"code": "study_after_treatment", "dates": ["2022-01"]}
    assert (stage["groups"], note in stage["caveats"]) == (["IIIB"], True)
    assert (volume["value"], volume["caveats"]) == (Decimal("1470.27"), [note])
    large = card("origin", document)["criteria"][-1]
    assert (large["key"], large["answer"], large["value"]) == ("large_mass", "yes", 18)


@pytest.mark.parametrize(
    "sections",
    [
        {},
        operated("2022"),
        operated("2022-01"),
        operated(None),
        operated("2020-02", operated="absent"),
        {"recurrences": [{"date": "2022-01"}]},
        {"recurrences": [{}]},
    ],
)
def test_what_the_dates_do_not_decide_counts_and_the_study_is_named(sections):
    stage = card("ajcc8", studied(PRIMARY, LATER, **sections))
    assert stage["groups"] == ["II"]
    note = {"code": "studies_differ", "date": "2022-01"}
    assert [each for each in stage["caveats"] if each["code"].startswith("stud")] == [note]


@pytest.mark.parametrize(("size", "is_said"), [("15", False), ("14.99", True), ("21.61", True)])
def test_studies_that_differ_by_more_than_a_fifth_name_the_one_read(size, is_said):
    document = studied({"tumour_dim_1": cm(size)}, {"tumour_dim_1": cm("18")})
    assert codes(card("tumour_volume", document)["caveats"]) == ["studies_differ"] * is_said


def test_an_undated_study_is_called_so():
    text = describe(card("tumour_volume", studied({"tumour_dim_1": cm(2)}, SIZED)))
    assert text.caveats == (
        "Studies give sizes that differ by more than a fifth; the one read: undated.",
    )


# -- specimens after the recurrence ------------------------------------------------------------
FIRST = {"date": "2015-02", **G3, "specimen_dim_1": cm(18), "margin_specimen": "clear"}
FIRST |= {"margin_ivc_recut": "clear", "macroscopic_residual": "absent"}
SECOND = {"date": "2018-02", "specimen": "resection", "fnclcc_grade": 2, "specimen_dim_1": cm(3)}
SECOND |= {"margin_specimen": "involved"}


def resected(**sections):
    return {"pathology": [FIRST, SECOND], "assessment": {"metastasis": "no"}, **sections}


def test_a_specimen_after_the_recurrence_is_left_out():
    document = resected(recurrences=[{"date": "2018-01"}])
    outcomes = {rule: card(rule, document)["outcome"] for rule in ("ajcc8", "fnclcc", "margins")}
    assert outcomes == {"ajcc8": "IIIB", "fnclcc": "G3", "margins": "R0"}
    note = {"code": "specimen_of_recurrence", "dates": ["2018-02"]}
    for rule in outcomes:
        assert [each for each in card(rule, document)["caveats"] if "dates" in each] == [note]


@pytest.mark.parametrize(
    "sections", [{}, {"recurrences": [{"date": "2018"}]}, {"recurrences": [{}]}]
)
def test_of_other_resections_the_latest_counts_and_the_rest_are_named(sections):
    document = resected(**sections)
    outcomes = {rule: card(rule, document)["outcome"] for rule in ("ajcc8", "fnclcc", "margins")}
    assert outcomes == {"ajcc8": "II", "fnclcc": "G2", "margins": "R1"}
    note = {"code": "other_resection", "dates": ["2015-02"]}
    for rule in outcomes:
        assert [each for each in card(rule, document)["caveats"] if "dates" in each] == [note]


# -- histology ---------------------------------------------------------------------------------
def test_the_histology_is_that_of_the_resection_whatever_the_dates():
    biopsy = {"specimen": "biopsy", "date": "2020-03", "diagnosis": "leiomyoma", "origin": "kidney"}
    resection = {"specimen": "resection", "diagnosis": "leiomyosarcoma", "origin": "ivc"}
    for rows in ([biopsy, resection], [resection, biopsy]):
        document = {"pathology": [each | {"certainty": "definite"} for each in rows]}
        assert card("ajcc8", document)["applicability"] == "applicable"
        assert card("origin", document)["reported"] == {"value": "ivc"}
    silent = {"pathology": [biopsy, {"specimen": "resection"}]}
    assert card("ajcc8", silent)["applicability"] == "not_applicable"


def test_of_one_kind_the_row_entered_last_counts():
    rows = [{"specimen": "resection", "diagnosis": each} for each in ("lymphoma", "liposarcoma")]
    assert card("ajcc8", {"pathology": rows})["applicability"] == "applicable"
    assert card("ajcc8", {"pathology": rows[::-1]})["applicability"] == "not_applicable"


@pytest.mark.parametrize(
    ("certainty", "status"), [("definite", "not_applicable"), ("possible", "applicable")]
)
def test_a_metastasis_of_another_tumour_is_no_sarcoma_of_the_vein(certainty, status):
    document = {"pathology": [{"diagnosis": "metastasis", "certainty": certainty}]}
    for rule in ("ajcc8", "fnclcc"):
        assert card(rule, document)["applicability"] == status


def test_a_metastasis_may_be_one_of_the_kidney():
    document = {
        "pathology": [{"diagnosis": "metastasis"}],
        "systemic": [{"given": "present"}],
        "assessment": {"metastasis": "yes"},
    }
    assert card("imdc", document)["applicability"] == "unknown"


# -- specimens of unknown kind -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "scan", "stage"), [(None, 9, "IIIA"), (None, None, "II"), ("resection", 9, "II")]
)
def test_the_size_of_a_specimen_of_unknown_kind_counts_behind_imaging(kind, scan, stage):
    row = {**G3, "specimen": kind, "specimen_dim_1": measured(12, "mm")}
    study = {} if scan is None else {"tumour_dim_1": cm(scan)}
    found = card(
        "ajcc8",
        {"pathology": [row], "ct_abdomen": [study], "assessment": {"metastasis": "no"}},
    )
    assert found["outcome"] == stage
    assert ("size_of_unstated" in codes(found["caveats"])) is (stage == "IIIA")
    assert ("size_of_specimen" in codes(found["caveats"])) is (stage == "II")


# -- treatment before the operation ------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "sections", "applicability"),
    [
        ("2022-01", {}, "applicable"),
        ("2018-03", {}, "applicable"),
        ("2017-12", {}, "not_applicable"),
        (None, {}, "not_applicable"),
        ("2018", {}, "not_applicable"),
        (None, {"recurrences": [{}]}, "unknown"),
        ("2018", {"recurrences": [{"date": "2019"}]}, "unknown"),
        ("2018-01", {"recurrences": [{"date": "2019"}]}, "not_applicable"),
        (None, {"surgery": [{"operated": "present"}, {"operated": "present"}]}, "unknown"),
        (None, {"surgery": [{"operated": "present"}, {"operated": "absent"}]}, "not_applicable"),
    ],
)
@pytest.mark.parametrize("section", ["systemic", "radiotherapy"])
def test_a_course_withholds_the_grade_of_what_it_can_have_come_before(
    section, start, sections, applicability
):
    course = {"given": "present", "setting": "neoadjuvant", "start_date": start}
    document = {"pathology": [{"date": "2018-02", **G3}], section: [course], **sections}
    found = card("fnclcc", document)
    assert found["applicability"] == applicability
    assert found["outcome"] == ("withheld" if applicability == "not_applicable" else "G3")


# -- a biopsy that is graded higher ------------------------------------------------------------
def test_a_biopsy_graded_higher_than_the_specimen_keeps_both_stages():
    rows = [{"specimen": "biopsy", "fnclcc_grade": 3}, {"specimen": "resection", "fnclcc_grade": 1}]
    document = {"ct_abdomen": [{"tumour_dim_1": cm(7)}], "pathology": rows}
    found = card("ajcc8", {**document, "assessment": {"metastasis": "no"}})
    assert found["groups"] == ["IB", "IIIA"]
    note = {"code": "biopsy_higher", "biopsy": ["G3"], "groups": ["G1"]}
    assert note in found["caveats"]
    (entry,) = found["missing"]
    assert (entry["field"], entry["needs"]) == ("pathology.fnclcc_grade", "consistency")
