"""CT with contrast or MRI: the team's judgement decides, and an allergy is told beside it."""

from itertools import product

import pytest

from scoring.tests.cases import FINDING_WORDS, card, codes, paper_patient
from scoring.wording import describe

JUDGED, ALLERGY = "assessment.contrast_ct_contraindicated", "presentation.contrast_allergy"
SETTLES = {"yes": ["mri"], "no": ["contrast_ct"]}
ANSWERS = ("yes", "no", "unknown")
EITHER = ["contrast_ct", "mri"]
NOT_APPLICABLE = {"missing": "not_applicable"}
DISPUTED = {"value": "absent", "alternatives": [{"value": "present"}]}


def imaging(judged=None, allergy=None, scans=()):
    return card(
        "first_line_imaging",
        {
            "assessment": {"contrast_ct_contraindicated": judged},
            "presentation": {"contrast_allergy": allergy},
            "ct_abdomen": list(scans),
        },
    )


def answers_of(found):
    return [each["answer"] for each in found["criteria"]]


# -- the judgement -----------------------------------------------------------------------------
@pytest.mark.parametrize("allergy", [None, "present", "absent", "not_assessed"])
@pytest.mark.parametrize(
    ("judged", "outcome", "groups"),
    [
        ("present", "mri", ["mri"]),
        ("absent", "contrast_ct", ["contrast_ct"]),
        (None, "undetermined", EITHER),
        ("not_assessed", "undetermined", EITHER),
        (NOT_APPLICABLE, "undetermined", EITHER),
    ],
)
def test_the_teams_judgement_decides_and_an_allergy_does_not(judged, outcome, groups, allergy):
    found = imaging(judged, allergy)
    assert (found["outcome"], found["groups"]) == (outcome, groups)
    assert found["applicability"] == "applicable"


@pytest.mark.parametrize(
    ("judged", "why", "needs"),
    [
        (None, "unanswered", "value"),
        ("not_assessed", "not_assessed", "value"),
        ("equivocal", "equivocal", "value"),
        (NOT_APPLICABLE, "not_applicable", "value"),
        (DISPUTED, "conflict", "agreement"),
        ("perhaps", "unreadable", "value"),
    ],
)
def test_an_open_judgement_keeps_its_reason_and_asks_to_check_first(judged, why, needs):
    found = imaging(judged, "absent")
    assert found["missing"] == [{"field": JUDGED, "needs": needs, "settles": SETTLES, "why": why}]
    assert found["reasons"] == [{"code": "check_first", "why": why}]
    assert found["criteria"][0]["why"] == why


@pytest.mark.parametrize("judged", ["present", "absent"])
def test_a_judgement_that_is_given_leaves_nothing_to_ask(judged):
    for allergy in (None, "present", "absent"):
        found = imaging(judged, allergy)
        assert (found["missing"], found["reasons"]) == ([], [])


@pytest.mark.parametrize(
    ("allergy", "expected"),
    [
        (None, {"field": ALLERGY, "needs": "value", "settles": {}, "why": "unanswered"}),
        (DISPUTED, {"field": ALLERGY, "needs": "agreement", "settles": {}, "why": "conflict"}),
    ],
)
def test_an_unknown_allergy_is_asked_after_the_judgement(allergy, expected):
    missing = imaging(None, allergy)["missing"]
    assert [entry["field"] for entry in missing] == [JUDGED, ALLERGY]
    assert missing[1] == expected


@pytest.mark.parametrize("allergy", ["present", "absent", NOT_APPLICABLE])
def test_an_answered_allergy_is_not_asked(allergy):
    assert [entry["field"] for entry in imaging(None, allergy)["missing"]] == [JUDGED]


# -- the allergy beside ------------------------------------------------------------------------
SAID = {
    ("yes", "no"): ["allergy_yet_allowed"],
    ("yes", "unknown"): ["allergy_not_judged"],
    ("unknown", "no"): ["allergy_unknown"],
}


@pytest.mark.parametrize(("allergy", "judged"), list(product(ANSWERS, repeat=2)))
def test_an_allergy_is_told_where_it_does_not_fit_the_judgement(allergy, judged):
    found = imaging(FINDING_WORDS[judged], FINDING_WORDS[allergy])
    assert codes(found["caveats"]) == SAID.get((allergy, judged), [])
    assert answers_of(found)[:2] == [judged, allergy]


def test_a_judgement_that_does_not_apply_leaves_an_allergy_unjudged():
    assert codes(imaging(NOT_APPLICABLE, "present")["caveats"]) == ["allergy_not_judged"]


def test_an_allergy_that_does_not_apply_is_none():
    assert imaging("absent", NOT_APPLICABLE)["caveats"] == []
    assert answers_of(imaging("absent", NOT_APPLICABLE))[1] == "not_applicable"


def test_why_the_allergy_is_unknown_is_said():
    found = imaging("absent", "equivocal")["caveats"]
    assert found == [{"code": "allergy_unknown", "why": "equivocal"}]


# -- the CT on record --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scans", "answer"),
    [
        ([], "unknown"),
        ([("ct", "present")], "yes"),
        ([("ct", "absent")], "no"),
        ([("ct", None)], "unknown"),
        ([("mri", "present")], "unknown"),
        ([(None, "present")], "unknown"),
        ([("ct", "present"), ("ct", "absent")], "yes"),
        ([("ct", "absent"), ("mri", "present")], "no"),
        ([("ct", "absent"), ("ct", "not_assessed")], "unknown"),
    ],
)
def test_a_ct_with_contrast_on_record(scans, answer):
    rows = [{"modality": modality, "contrast": contrast} for modality, contrast in scans]
    found = imaging(None, None, rows)
    assert [each["key"] for each in found["criteria"]] == [
        "contrast_ct_contraindicated",
        "contrast_allergy",
        "contrast",
    ]
    assert answers_of(found)[2] == answer
    assert found["outcome"] == "undetermined"


# -- the card ----------------------------------------------------------------------------------
def test_the_card_names_its_rule_and_its_source():
    found = card("first_line_imaging", {})
    assert (found["rule"], found["version"]) == ("first_line_imaging", "1")
    assert (found["applicability"], found["reasons"]) == (
        "applicable",
        [{"code": "check_first", "why": "unanswered"}],
    )
    assert found["citation"] == (
        "Bilgo et al., case report: leiomyosarcoma of the inferior vena cava with right renal "
        "invasion, lines 122-124 and 180-182"
    )


# -- in words ----------------------------------------------------------------------------------
def test_the_papers_patient_in_words():
    text = describe(card("first_line_imaging", paper_patient()))
    assert text.headline == "Undetermined: whether contrast CT is contraindicated is not known"
    assert text.short == "First imaging: undetermined"
    assert text.lines == (
        "Whether contrast CT is contraindicated is not recorded; allergy and renal function are "
        "what decides it.",
    )
    assert [(c.label, c.answer_text) for c in text.criteria] == [
        ("Contrast CT contraindicated", "unknown"),
        ("Allergy to contrast medium", "unknown"),
        ("CT of the abdomen with contrast on record", "yes"),
    ]
    assert text.missing == (
        "Assessment: Contrast CT contraindicated. If yes: MRI; if no: CT with contrast.",
        "Presentation: Allergy to contrast medium.",
    )
    assert text.caveats == ()


@pytest.mark.parametrize(
    ("judged", "headline", "short"),
    [
        (
            "present",
            "MRI: contrast CT is judged contraindicated",
            "First imaging: MRI",
        ),
        (
            "absent",
            "CT with contrast: not judged contraindicated",
            "First imaging: CT with contrast",
        ),
    ],
)
def test_headlines(judged, headline, short):
    text = describe(imaging(judged, "absent"))
    assert (text.headline, text.short, text.lines) == (headline, short, ())


@pytest.mark.parametrize(
    ("judged", "allergy", "caveat"),
    [
        (
            "absent",
            "present",
            "An allergy to contrast medium is recorded, yet contrast CT is not judged "
            "contraindicated.",
        ),
        (
            None,
            "present",
            "An allergy to contrast medium is recorded; whether it rules out contrast CT is not "
            "settled.",
        ),
        (
            "absent",
            "not_assessed",
            "Contrast CT is not judged contraindicated, while allergy to contrast medium is not "
            "assessed.",
        ),
    ],
)
def test_the_allergy_in_words(judged, allergy, caveat):
    assert describe(imaging(judged, allergy)).caveats == (caveat,)
