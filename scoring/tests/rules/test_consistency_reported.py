"""Checks of the record on follow-up, operation and what a source reports of scores and grades."""

import pytest

from scoring.tests.cases import ABSENT, answers, card, kidney_patient, measured
from scoring.tests.cases import varied as changed
from scoring.wording import describe

KEY = "consistency"


def answer(key, document):
    return answers(KEY, document)[key]


def sides(key, document):
    return next(c["sides"] for c in card(KEY, document)["criteria"] if c["key"] == key)


def rows(section, **values):
    return {section: [{name: value for name, value in values.items() if value is not None}]}


# -- follow-up ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("local", "distant", "state", "expected"),
    [
        ("present", "absent", "alive_ned", "yes"),
        ("absent", "present", "alive_ned", "yes"),
        ("present", None, "alive_ned", "yes"),
        ("absent", "absent", "alive_ned", "no"),
        ("absent", None, "alive_ned", "unknown"),
        ("present", "present", "alive_with_disease", "no"),
        ("present", "present", None, "unknown"),
        ("absent", "absent", None, "no"),
    ],
)
def test_a_recurrence_and_no_evidence_of_disease(local, distant, state, expected):
    document = rows(
        "follow_up", local_recurrence=local, distant_recurrence=distant, vital_status=state
    )
    assert answer("recurrence_without_disease", document) == expected


def test_visits_are_looked_at_one_by_one():
    treated = [
        {"date": "2020", "local_recurrence": "present", "vital_status": "alive_with_disease"},
        {
            "date": "2021",
            "local_recurrence": "absent",
            "distant_recurrence": "absent",
            "vital_status": "alive_ned",
        },
    ]
    assert answer("recurrence_without_disease", {"follow_up": treated}) == "no"
    treated[0]["vital_status"] = "alive_ned"
    assert answer("recurrence_without_disease", {"follow_up": treated}) == "yes"
    assert sides("recurrence_without_disease", {"follow_up": treated})[0]["value"] == "yes"


@pytest.mark.parametrize(
    ("visit", "caveats"),
    [
        (
            {"local_recurrence": "absent", "distant_recurrence": "absent"},
            [{"code": "censored"}],
        ),
        (
            {
                "local_recurrence": "absent",
                "distant_recurrence": "absent",
                "duration": {"value": 30, "unit": "month", "comparator": ">"},
            },
            [{"code": "censored"}],
        ),
        ({"local_recurrence": "absent", "distant_recurrence": "present"}, []),
        ({"local_recurrence": "absent"}, []),
        ({"local_recurrence": "present", "distant_recurrence": "absent"}, []),
        ({"local_recurrence": "equivocal", "distant_recurrence": "absent"}, []),
    ],
)
def test_without_recurrence_the_follow_up_is_censored(visit, caveats):
    """No cure is ever said (T15)."""
    assert card(KEY, {"follow_up": [visit]})["caveats"] == caveats


FREE = {"local_recurrence": "absent", "distant_recurrence": "absent"}
HALF_A_YEAR = {"value": 6, "unit": "month"}


@pytest.mark.parametrize(
    ("older", "newer", "caveats"),
    [
        (FREE | {"duration": HALF_A_YEAR}, FREE, [{"code": "censored"}]),
        (FREE, FREE | {"duration": HALF_A_YEAR}, [{"code": "censored_at", "months": 6}]),
        (FREE | {"duration": HALF_A_YEAR}, {}, [{"code": "censored_at", "months": 6}]),
        (
            FREE | {"duration": HALF_A_YEAR},
            {"local_recurrence": "not_assessed"},
            [{"code": "censored_at", "months": 6}],
        ),
        (FREE, {"local_recurrence": "absent"}, []),
        (FREE, {"distant_recurrence": "equivocal"}, []),
        (FREE | {"local_recurrence": "present"}, FREE, []),
        (FREE | {"distant_recurrence": "present"}, FREE, []),
    ],
)
def test_one_visit_says_how_long_there_was_no_recurrence(older, newer, caveats):
    document = {"follow_up": [{"date": "2020", **older}, {"date": "2022", **newer}]}
    assert card(KEY, document)["caveats"] == caveats


@pytest.mark.parametrize("recurrence", [{"sites": ["liver"]}, {"date": "2020-06"}])
def test_no_follow_up_is_without_recurrence_once_one_is_on_record(recurrence):
    document = {"follow_up": [FREE | {"duration": HALF_A_YEAR}], "recurrences": [recurrence]}
    assert card(KEY, document)["caveats"] == []


def test_a_censored_follow_up_without_a_number_in_words():
    visit = {"local_recurrence": "absent", "distant_recurrence": "absent"}
    assert describe(card(KEY, {"follow_up": [visit]})).caveats == (
        "No recurrence at the last visit: followed until then and no further, which says nothing "
        "of what comes later.",
    )


# -- operation ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("nephrectomy", "taken", "tumour", "expected"),
    [
        ("radical", "right", "left", "yes"),
        ("radical", "left", "right", "yes"),
        (None, "left", "right", "yes"),
        ("radical", "right", "right", "no"),
        ("radical", "bilateral", "right", "no"),
        ("radical", "right", "midline", "no"),
        ("radical", "right", "bilateral", "no"),
        ("none", "right", "left", "no"),
        ("radical", None, "left", "unknown"),
        ("radical", "right", None, "unknown"),
    ],
)
def test_side_of_nephrectomy_and_of_tumour(nephrectomy, taken, tumour, expected):
    document = rows("surgery", nephrectomy=nephrectomy, nephrectomy_side=taken)
    document |= rows("ct_abdomen", tumour_side=tumour)
    assert answer("side_of_nephrectomy", document) == expected


def test_done_in_any_row_is_done():
    document = {"surgery": [{"operated": "absent"}, {"operated": "present"}]}
    document |= rows("pathology", specimen="resection")
    assert answer("resection_without_operation", document) == "no"


# -- what a source reports ---------------------------------------------------------------------
def reported(score="imdc", **values):
    row = {"score": score, **values}
    return {**kidney_patient(), "scores_reported": [row]}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"value": 0, "group": "favourable"}, "no"),
        ({"value": 1}, "yes"),
        ({"group": "poor"}, "yes"),
        ({"value": 0, "group": "poor"}, "yes"),
        ({"value": 1, "group": "favourable"}, "yes"),
        ({}, "unknown"),
        ({"value": 9}, "unknown"),
    ],
)
def test_a_score_as_reported_against_the_record(values, expected):
    assert answer("imdc_reported", reported(**values)) == expected
    assert answer("mskcc_reported", reported(**values)) == "unknown"


@pytest.mark.parametrize(
    ("score", "points", "group", "expected"),
    [
        ("imdc", 0, "favourable", "no"),
        ("imdc", 1, "favourable", "yes"),
        ("imdc", 1, "intermediate", "no"),
        ("imdc", 2, "intermediate", "no"),
        ("imdc", 2, "poor", "yes"),
        ("imdc", 3, "poor", "no"),
        ("imdc", 3, "intermediate", "yes"),
        ("imdc", 6, "poor", "no"),
        ("mskcc", 5, "poor", "no"),
        ("mskcc", 0, "intermediate", "yes"),
        ("mskcc", 3, "intermediate", "yes"),
    ],
)
def test_a_group_that_the_points_as_reported_are_not_of(score, points, group, expected):
    """Nothing else is known, so that any number and any group is possible."""
    document = {"scores_reported": [{"score": score, "value": points, "group": group}]}
    assert answer(f"{score}_reported", document) == expected


@pytest.mark.parametrize(("points", "expected"), [(1, "no"), (2, "no"), (0, "no"), (3, "yes")])
def test_a_report_within_what_is_possible_is_not_contradicted(points, expected):
    """Two factors unknown: 0 to 2 of 6."""
    document = changed(reported(value=points), labs__neutrophils=ABSENT, labs__platelets=ABSENT)
    assert answer("imdc_reported", document) == expected


def test_a_contradicted_score_in_words():
    text = describe(card(KEY, reported(value=2, group="intermediate")))
    (told,) = [each.detail for each in text.criteria if each.key == "imdc_reported"]
    assert told == (
        "Scores reported: Value as reported: 2; Scores reported: Group as reported: intermediate; "
        "from the record: 0 of its points, favourable"
    )
    open_record = changed(reported(value=4), labs__neutrophils=ABSENT)
    text = describe(card(KEY, open_record))
    (told,) = [each.detail for each in text.criteria if each.key == "imdc_reported"]
    assert told == (
        "Scores reported: Value as reported: 4; from the record: 0 to 1 of its points, favourable "
        "or intermediate"
    )


def test_mskcc_is_checked_in_the_same_way():
    assert answer("mskcc_reported", reported("mskcc", value=5, group="poor")) == "yes"


@pytest.mark.parametrize(
    ("factors", "changes", "expected"),
    [
        (["haemoglobin"], {}, "yes"),
        (["haemoglobin"], {"labs__haemoglobin": measured(12, "g/dL", lower=13)}, "no"),
        (["haemoglobin"], {"labs__haemoglobin": ABSENT}, "unknown"),
        (["ldh"], {}, "unknown"),
        ([], {}, "unknown"),
        (["haemoglobin", "neutrophils"], {"labs__neutrophils": ABSENT}, "yes"),
        (["time_to_systemic"], {"systemic__given": "absent"}, "yes"),
    ],
)
def test_a_factor_reported_that_the_record_does_not_hold(factors, changes, expected):
    document = changed(reported(value=1, factors=factors), **changes)
    assert answer("factors_reported", document) == expected


def test_a_factor_of_another_score_is_not_looked_at():
    assert answer("factors_reported", reported("mskcc", factors=["haemoglobin"])) == "unknown"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"fnclcc_grade": 1, "differentiation_score": 3}, "yes"),
        ({"fnclcc_grade": 2, "differentiation_score": 3}, "no"),
        ({"fnclcc_grade": 2}, "no"),
        ({"differentiation_score": 3}, "unknown"),
    ],
)
def test_a_grade_as_reported_against_its_scores(values, expected):
    document = rows("pathology", diagnosis="leiomyosarcoma", **values)
    assert answer("grade_reported", document) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"residual_reported": "R0", "margin_specimen": "involved"}, "yes"),
        ({"residual_reported": "R0", "margin_specimen": "clear"}, "no"),
        ({"residual_reported": "R0"}, "no"),
        (
            {"residual_reported": "R0", "margin_specimen": "clear", "margin_ivc_recut": "clear"},
            "no",
        ),
        ({"residual_reported": "RX", "margin_specimen": "clear"}, "no"),
        ({"residual_reported": "R1", "margin_specimen": "clear"}, "no"),
        ({"margin_specimen": "clear"}, "unknown"),
    ],
)
def test_an_r_class_as_reported_against_the_margins(values, expected):
    """R0 beside a margin that nobody mentions is one of the classes that RX leaves possible."""
    assert (
        answer("residual_reported", rows("pathology", specimen="resection", **values)) == expected
    )
