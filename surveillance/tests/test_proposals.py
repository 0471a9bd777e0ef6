"""What a record suggests: the published patient first, then what each fact changes."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.tests.cases import ABSENT, paper_patient, varied
from scoring.tests.test_properties import JUNK
from surveillance.operations import Anchor
from surveillance.proposal_words import describe, headline
from surveillance.proposals import Basis, Verdict, propose
from surveillance.protocols import ESMO_HIGH

PROPOSED, NOT_YET, DOES_NOT_FIT = Verdict.PROPOSED, Verdict.NOT_YET, Verdict.DOES_NOT_FIT
SECTIONS = ("pathology", "surgery", "follow_up", "recurrences", "ct_thorax", "assessment")


def proposal(**changes):
    """Of the published patient with changed values, or with whole sections in their place."""
    sections = {name: changes.pop(name) for name in SECTIONS if name in changes}
    return propose(varied(paper_patient(), **changes) | sections)


def gate(**changes):
    made = proposal(**changes)
    return made.verdict, [note.as_dict() for note in made.reasons]


OPERATION = "0199d0de-0000-7000-8000-0000000000f1"  # of the published patient


def operation(**fields):
    return {"operated": "present", "intent": "curative", **fields}


# -- the published patient ---------------------------------------------------------------------
def test_the_published_patient_is_followed_as_for_high_grade_with_month_nine_next():
    made = proposal()
    assert (made.verdict, made.reasons) == (PROPOSED, ())
    assert (made.protocol, made.basis, made.grade) == (ESMO_HIGH, Basis.UNKNOWN_GRADE, None)
    assert (made.anchor, made.operations) == (Anchor(None, ""), 1)
    assert (made.elapsed_months, made.next_month) == (8, 9)
    assert [note.code for note in made.findings] == ["equivocal_ct_thorax"]


def test_the_record_itself_is_left_as_it_is():
    document = paper_patient()
    propose(document)
    assert document == paper_patient()


# -- pathology ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "diagnosis", ["leiomyosarcoma", "liposarcoma", "undifferentiated_sarcoma", "other_sarcoma"]
)
@pytest.mark.parametrize("certainty", ["definite", "probable", ABSENT])
def test_a_sarcoma_that_was_operated_on_is_followed(diagnosis, certainty):
    changes = {"pathology__diagnosis": diagnosis, "pathology__certainty": certainty}
    assert gate(**changes) == (PROPOSED, [])


@pytest.mark.parametrize(
    "diagnosis",
    [
        *("leiomyoma", "renal_cell_carcinoma", "adrenocortical_carcinoma", "lymphoma", "other"),
        *("hepatocellular_carcinoma", "paraganglioma", "germ_cell_tumour"),
    ],
)
def test_another_tumour_does_not_fit(diagnosis):
    assert gate(pathology__diagnosis=diagnosis) == (
        DOES_NOT_FIT,
        [{"code": "histology", "value": diagnosis}],
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"pathology__diagnosis": ABSENT},
            {"code": "histology_unknown", "why": "unanswered"},
        ),
        (
            {"pathology__diagnosis": "undetermined"},
            {"code": "histology_unknown", "value": "undetermined"},
        ),
        (
            {"pathology__certainty": "possible"},
            {"code": "histology_possible", "value": "leiomyosarcoma"},
        ),
        (
            {
                "pathology__diagnosis": {
                    "value": "leiomyosarcoma",
                    "alternatives": [{"value": "lymphoma"}],
                }
            },
            {"code": "histology_unknown", "why": "conflict"},
        ),
        ({"pathology": []}, {"code": "histology_unknown", "why": "unanswered"}),
    ],
)
def test_without_a_stated_histology_it_is_too_early(changes, reason):
    assert gate(**changes) == (NOT_YET, [reason])


def test_the_resection_decides_on_the_histology_and_of_two_the_newest():
    biopsy = {"date": "2024-03", "specimen": "biopsy", "diagnosis": "lymphoma"}
    specimen = {"date": "2024-02-20", "specimen": "resection", "diagnosis": "leiomyosarcoma"}
    assert gate(pathology=[specimen, biopsy])[0] is PROPOSED
    assert gate(pathology=[specimen, biopsy | {"specimen": "resection"}])[0] is DOES_NOT_FIT


# -- grade -------------------------------------------------------------------------------------
DISPUTED = {"value": 1, "alternatives": [{"value": 2}]}


@pytest.mark.parametrize(
    ("grades", "grade", "basis"),
    [
        ([None], None, Basis.UNKNOWN_GRADE),
        ([{"missing": "unknown"}], None, Basis.UNKNOWN_GRADE),
        ([1], 1, Basis.LOW_GRADE_NOT_AVAILABLE),
        ([2], 2, Basis.HIGH_GRADE),
        ([3], 3, Basis.HIGH_GRADE),
        ([1, 3], 3, Basis.HIGH_GRADE),
        ([3, 1], 3, Basis.HIGH_GRADE),
        ([2, None], 2, Basis.HIGH_GRADE),
        ([1, None], 1, Basis.LOW_GRADE_NOT_AVAILABLE),
        ([DISPUTED], None, Basis.UNKNOWN_GRADE),
        ([1, DISPUTED], None, Basis.UNKNOWN_GRADE),
        ([DISPUTED, 3], 3, Basis.HIGH_GRADE),
        ([7], None, Basis.UNKNOWN_GRADE),
    ],
)
def test_the_highest_grade_of_all_specimens_counts_and_doubt_is_never_low(grades, grade, basis):
    rows = [
        {"diagnosis": "leiomyosarcoma"} | ({} if each is None else {"fnclcc_grade": each})
        for each in grades
    ]
    made = proposal(pathology=rows)
    assert (made.verdict, made.grade, made.basis, made.protocol) == (
        *(PROPOSED, grade, basis),
        ESMO_HIGH,
    )


# -- operations --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "row",
    [
        {"operated": "present"},
        {"operated": "present", "intent": "curative"},
        {"date": "2024-02-10"},
        {"nephrectomy": "radical"},
        {"ivc_procedure": "lateral_resection"},
        {"ivc_reconstruction": "patch"},
        {"approach": "midline_open"},
    ],
)
def test_an_operation_is_one_that_is_stated_or_that_left_its_traces(row):
    assert gate(surgery=[row]) == (PROPOSED, [])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], {"code": "operation_unknown", "why": "unanswered"}),
        ([{"nephrectomy": "none"}], {"code": "operation_unknown", "why": "unanswered"}),
        (
            [{"operated": "not_assessed", "approach": "robotic"}],
            {"code": "operation_unknown", "why": "not_assessed"},
        ),
        (
            [{"operated": "equivocal", "date": "2024"}],
            {"code": "operation_unknown", "why": "equivocal"},
        ),
        ([{"operated": "absent", "date": "2024-02-10"}], {"code": "not_operated"}),
    ],
)
def test_without_a_certain_operation_it_is_too_early(rows, reason):
    assert gate(surgery=rows) == (NOT_YET, [reason])


def test_everything_that_is_missing_is_named_at_once():
    assert [note.code for note in propose({}).reasons] == ["histology_unknown", "operation_unknown"]


# -- what does not fit -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"assessment__metastasis": "yes"}, "metastatic"),
        ({"follow_up__vital_status": "dead_of_disease"}, "dead"),
        ({"follow_up__vital_status": "dead_other"}, "dead"),
        ({"follow_up__vital_status": "dead_unknown"}, "dead"),
        ({"surgery__intent": "palliative"}, "palliative"),
        ({"follow_up__local_recurrence": "present"}, "recurrence"),
        ({"follow_up__distant_recurrence": "present"}, "recurrence"),
        ({"recurrences": [{"uid": "1", "sites": ["liver"]}]}, "recurrence"),
    ],
)
def test_a_patient_who_is_not_in_follow_up_after_resection_does_not_fit(changes, code):
    assert gate(**changes) == (DOES_NOT_FIT, [{"code": code}])


@pytest.mark.parametrize(
    "changes",
    [
        {"assessment__metastasis": "no"},
        {"assessment__metastasis": "equivocal"},
        {"assessment__metastasis": ABSENT},
        {"follow_up__vital_status": "alive_ned"},
        {"follow_up__vital_status": "lost"},
        {"follow_up__local_recurrence": "equivocal"},
        {"recurrences": [{"uid": "1"}]},
    ],
)
def test_doubt_does_not_keep_anybody_from_follow_up(changes):
    assert gate(**changes) == (PROPOSED, [])


def test_a_death_at_any_visit_ends_it():
    rows = [{"date": "2024-01", "vital_status": "dead_other"}, {"date": "2024-02"}]
    assert gate(follow_up=rows) == (DOES_NOT_FIT, [{"code": "dead"}])


def test_what_does_not_fit_outweighs_what_is_missing():
    reasons = gate(surgery=[], pathology__diagnosis="lymphoma", assessment__metastasis="yes")
    codes = [reason["code"] for reason in reasons[1]]
    assert (reasons[0], codes) == (DOES_NOT_FIT, ["histology", "metastatic"])


def test_the_latest_operation_tells_whether_care_is_palliative():
    curative, palliative = operation(date="2024-01"), operation(intent="palliative")
    assert gate(surgery=[palliative | {"date": "2023"}, curative])[0] is PROPOSED
    assert gate(surgery=[curative, palliative | {"date": "2024-06"}])[0] is DOES_NOT_FIT


@pytest.mark.parametrize(
    ("seen", "operated", "verdict"),
    [
        ("2024-05-10", "2024-06-01", PROPOSED),
        ("2024-05", "2024-06-01", PROPOSED),
        ("2024-05", "2024-05-30", DOES_NOT_FIT),
        ("2024-05-10", "2024-05-10", DOES_NOT_FIT),
        ("2024-05-10", "2024", DOES_NOT_FIT),
        (None, "2024-06-01", DOES_NOT_FIT),
        ("2024-05-10", None, DOES_NOT_FIT),
    ],
)
def test_a_recurrence_that_was_operated_on_later_starts_follow_up_again(seen, operated, verdict):
    rows = [operation(date="2020-01-01"), operation(date=operated)]
    recurrence = {"date": seen, "sites": ["local"]}
    assert gate(surgery=rows, recurrences=[recurrence])[0] is verdict


# -- the anchor --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "anchor"),
    [
        ("2024-02-29", Anchor(date(2024, 2, 29), "day", OPERATION)),
        ("2024-02", Anchor(date(2024, 2, 1), "month", OPERATION)),
        ("2024", Anchor()),
        (ABSENT, Anchor()),
        ({"missing": "unknown"}, Anchor()),
        ({"value": "2024-02-29", "alternatives": [{"value": "2024-03-01"}]}, Anchor()),
    ],
)
def test_a_date_is_an_anchor_if_it_names_its_month(written, anchor):
    assert proposal(surgery__date=written).anchor == anchor


def test_the_latest_operation_that_was_not_palliative_is_the_anchor():
    rows = [
        operation(date="2023-05-05"),
        operation(date="2024-02-10"),
        operation(date="2022-01-01"),
        {"operated": "absent", "date": "2025-01-01"},
    ]
    made = proposal(surgery=rows)
    assert (made.anchor, made.operations) == (Anchor(date(2024, 2, 10), "day"), 3)


def test_a_year_of_the_latest_operation_does_not_give_way_to_an_older_day():
    rows = [operation(date="2023-05-05"), operation(date="2024")]
    assert proposal(surgery=rows).anchor == Anchor()


def test_an_earlier_palliative_operation_leaves_one_to_count_from():
    rows = [operation(intent="palliative", date="2023"), operation(date="2024-01-15")]
    made = proposal(surgery=rows)
    assert (made.verdict, made.operations, made.elapsed_months) == (PROPOSED, 1, 8)


# -- time since treatment ----------------------------------------------------------------------
def months(value, comparator=None):
    sign = {"comparator": comparator} if comparator else {}
    return {"duration": {"value": value, "unit": "month"} | sign}


@pytest.mark.parametrize(
    ("rows", "elapsed", "month"),
    [
        ([], None, 3),
        ([months(9)], 9, 12),
        ([months(Decimal("8.5"))], Decimal("8.5"), 9),
        ([months(8, ">")], 8, 9),
        ([months(9, ">=")], 9, 12),
        ([months(9, "<")], None, 3),
        ([months(9, "~")], 8, 9),
        ([months(10, "~")], 9, 12),
        ([months(Decimal("0.5"), "~")], 0, 3),
        ([months(3), months(14), months(6)], 14, 15),
        ([{"duration": {"missing": "unknown"}}], None, 3),
        ([months(8), months(20) | {"vital_status": "lost"}], 8, 9),
    ],
)
def test_no_more_visits_count_as_done_than_the_durations_prove(rows, elapsed, month):
    made = proposal(follow_up=rows)
    assert (made.elapsed_months, made.next_month) == (elapsed, month)


@pytest.mark.parametrize(
    ("operated", "seen", "elapsed"),
    [
        ("2024-01-15", "2024-10-15", 9),
        ("2024-01-15", "2024-10-14", 8),
        ("2024-01-15", "2024-10", 8),
        ("2024-01", "2024-10", 9),
        ("2024-01-15", "2025", 11),
        ("2024-01-15", "2023-12-01", 0),
        ("2024", "2024-10-15", None),
    ],
)
def test_a_visits_date_tells_the_months_since_the_operation(operated, seen, elapsed):
    made = proposal(surgery__date=operated, follow_up=[{"date": seen}])
    assert made.elapsed_months == elapsed


def test_where_date_and_duration_disagree_the_fewer_months_count():
    for duration, elapsed in ((8, 8), (20, 9)):
        visit = months(duration) | {"date": "2024-10-15"}
        made = proposal(surgery__date="2024-01-15", follow_up=[visit])
        assert made.elapsed_months == elapsed


def test_a_duration_counts_from_nothing_certain_after_several_operations():
    rows = [operation(date="2020-01-01"), operation(date="2024-01-15")]
    assert proposal(surgery=rows, follow_up=[months(50)]).elapsed_months is None
    dated = months(50) | {"date": "2024-04-20"}
    assert proposal(surgery=rows, follow_up=[dated]).elapsed_months == 3


def test_a_date_for_planning_counts_the_visits_that_have_a_date():
    made = proposal(follow_up=[months(8), {"date": "2024-10-15"}])
    assert made.elapsed(date(2023, 10, 1)) == 12
    assert made.elapsed(date(2024, 9, 1)) == 8


# -- whatever the record -----------------------------------------------------------------------
FIELDS = {
    "pathology": ("date", "diagnosis", "certainty", "fnclcc_grade"),
    "surgery": ("date", "operated", "intent", "nephrectomy", "approach"),
    "follow_up": ("date", "duration", "local_recurrence", "distant_recurrence", "vital_status"),
    "recurrences": ("date", "sites"),
    "ct_thorax": ("uid", "date", "interpretation", "resolution", "micronodules", "differentials"),
}
ROWS = {
    name: st.lists(st.dictionaries(st.sampled_from(fields), JUNK), max_size=3) | JUNK
    for name, fields in FIELDS.items()
}


@given(st.fixed_dictionaries({}, optional=ROWS | {"assessment": JUNK}))
def test_nothing_that_a_field_can_hold_makes_it_raise(document):
    made = propose(document)
    assert (made.verdict is PROPOSED) == (made.reasons == ())
    assert made.next_month > (made.elapsed_months or 0)
    assert describe(made).headline == headline(made)


def test_a_proposal_rests_on_pathology_and_operation_whatever_else_is_said():
    answers = product(("leiomyosarcoma", "undetermined", ABSENT), ("present", "absent", ABSENT))
    for diagnosis, operated in answers:
        document = {"pathology": [{}], "surgery": [{}], "follow_up": [months(8)]}
        changes = {"pathology__diagnosis": diagnosis, "surgery__operated": operated}
        made = propose(varied(document, **changes))
        assert made.is_proposed == (diagnosis == "leiomyosarcoma" and operated == "present")
        assert asdict(made)["operations"] == int(operated == "present")
