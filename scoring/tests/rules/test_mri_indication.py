"""MRI: either of two judgements names a reason, and only two denials name none."""

from itertools import product

import pytest

from scoring.tests.cases import FINDING_WORDS, card, codes, paper_patient
from scoring.wording import describe

DOUBT, CONTRAST = "assessment.thrombus_doubt", "assessment.contrast_ct_contraindicated"
ANSWERS = ("yes", "no", "unknown")
NOT_APPLICABLE = {"missing": "not_applicable"}
DISPUTED = {"value": "absent", "alternatives": [{"value": "present"}]}
ALWAYS = "others_prefer_mri"


def mri(doubt=None, contrast=None, **sections):
    judged = {"thrombus_doubt": doubt, "contrast_ct_contraindicated": contrast}
    return card("mri_indication", {"assessment": judged, **sections})


def by_kleene(doubt, contrast):
    """Or, of three values: typed from the clinical reference."""
    table = {
        ("yes", "yes"): "indicated",
        ("yes", "no"): "indicated",
        ("yes", "unknown"): "indicated",
        ("no", "yes"): "indicated",
        ("unknown", "yes"): "indicated",
        ("no", "no"): "not_indicated",
        ("no", "unknown"): "undetermined",
        ("unknown", "no"): "undetermined",
        ("unknown", "unknown"): "undetermined",
    }
    return table[doubt, contrast]


def completions(*answers):
    ways = product(*(("yes", "no") if each == "unknown" else (each,) for each in answers))
    reached = {by_kleene(*way) for way in ways}
    return [outcome for outcome in ("indicated", "not_indicated") if outcome in reached]


# -- the two judgements ------------------------------------------------------------------------
@pytest.mark.parametrize(("doubt", "contrast"), list(product(ANSWERS, repeat=2)))
def test_every_pair_of_judgements(doubt, contrast):
    found = mri(FINDING_WORDS[doubt], FINDING_WORDS[contrast])
    assert found["outcome"] == by_kleene(doubt, contrast)
    assert found["groups"] == completions(doubt, contrast)
    assert [each["answer"] for each in found["criteria"]] == [doubt, contrast, "unknown"]


@pytest.mark.parametrize("other", ANSWERS)
@pytest.mark.parametrize("is_first", [True, False])
def test_knowing_a_judgement_never_opens_an_outcome(other, is_first):
    def groups(answer):
        pair = (answer, other) if is_first else (other, answer)
        return set(mri(*(FINDING_WORDS[each] for each in pair))["groups"])

    for answer in ("yes", "no"):
        assert groups(answer) <= groups("unknown")


@pytest.mark.parametrize(
    ("value", "why", "needs"),
    [
        (None, "unanswered", "value"),
        ("not_assessed", "not_assessed", "value"),
        ("equivocal", "equivocal", "value"),
        (NOT_APPLICABLE, "not_applicable", "value"),
        (DISPUTED, "conflict", "agreement"),
        ("perhaps", "unreadable", "value"),
    ],
)
@pytest.mark.parametrize("field", [DOUBT, CONTRAST])
def test_a_judgement_that_is_not_known_is_asked_and_never_counts_as_no(field, value, why, needs):
    name = field.partition(".")[2]
    judged = {"thrombus_doubt": "absent", "contrast_ct_contraindicated": "absent", name: value}
    found = card("mri_indication", {"assessment": judged})
    assert found["outcome"] == "undetermined"
    assert found["missing"] == [
        {
            "field": field,
            "needs": needs,
            "settles": {"yes": ["indicated"], "no": ["not_indicated"]},
            "why": why,
        }
    ]


def test_while_both_are_open_either_one_settles_as_much():
    settles = {"yes": ["indicated"], "no": ["indicated", "not_indicated"]}
    missing = mri()["missing"]
    assert [(entry["field"], entry["settles"]) for entry in missing] == [
        (DOUBT, settles),
        (CONTRAST, settles),
    ]


def test_a_reason_that_is_given_leaves_nothing_to_ask():
    assert mri("present")["missing"] == mri(None, "present")["missing"] == []


# -- told beside -------------------------------------------------------------------------------
@pytest.mark.parametrize("allergy", [None, "not_assessed", {"missing": "unknown"}])
def test_an_unknown_allergy_gives_unknown_and_not_no(allergy):
    found = mri("absent", None, presentation={"contrast_allergy": allergy})
    assert (found["outcome"], found["groups"]) == ("undetermined", ["indicated", "not_indicated"])


@pytest.mark.parametrize(
    ("contrast", "allergy", "expected"),
    [
        (None, "present", ["allergy_not_judged"]),
        (None, "absent", []),
        ("absent", "present", ["allergy_yet_allowed"]),
        ("absent", None, ["allergy_unknown"]),
        ("absent", "absent", []),
        ("present", "present", []),
    ],
)
def test_an_allergy_is_told_and_decides_nothing(contrast, allergy, expected):
    found = mri("absent", contrast, presentation={"contrast_allergy": allergy})
    assert codes(found["caveats"]) == [*expected, ALWAYS]
    assert found["outcome"] == mri("absent", contrast)["outcome"]


@pytest.mark.parametrize(
    ("thrombus", "doubt", "expected"),
    [
        ("uncertain", None, ["thrombus_uncertain"]),
        ("uncertain", "absent", ["thrombus_uncertain"]),
        ("uncertain", "present", []),
        ("bland", None, []),
        ("tumour", "absent", []),
        (None, None, []),
    ],
)
def test_a_thrombus_that_ct_calls_uncertain_is_told_where_no_doubt_is_named(
    thrombus, doubt, expected
):
    found = mri(doubt, "present", ct_abdomen=[{"thrombus": thrombus}])
    assert codes(found["caveats"]) == [*expected, ALWAYS]
    assert found["outcome"] == "indicated"


@pytest.mark.parametrize(
    ("done", "answer"),
    [("present", "yes"), ("absent", "no"), (None, "unknown"), (NOT_APPLICABLE, "not_applicable")],
)
def test_whether_mri_was_done_stands_beside_and_decides_nothing(done, answer):
    found = mri("absent", "absent", mri=[{"mri_done": done}])
    assert (found["criteria"][2]["key"], found["criteria"][2]["answer"]) == ("mri_done", answer)
    assert found["outcome"] == "not_indicated"


# -- the card ----------------------------------------------------------------------------------
def test_the_card_names_its_rule_and_its_source():
    found = card("mri_indication", {})
    assert (found["rule"], found["version"]) == ("mri_indication", "1")
    assert (found["applicability"], found["reasons"]) == ("applicable", [])
    assert found["citation"] == (
        "Bilgo et al., case report: leiomyosarcoma of the inferior vena cava with right renal "
        "invasion, lines 180-182; "
        "UK guidelines for the management of soft tissue sarcomas, Br J Cancer 2024, table 2 "
        "(doi 10.1038/s41416-024-02674-y)"
    )


# -- in words ----------------------------------------------------------------------------------
def test_the_papers_patient_in_words():
    text = describe(card("mri_indication", paper_patient()))
    assert text.headline == (
        "Undetermined; open: whether a thrombus is in doubt and whether contrast CT is ruled out"
    )
    assert text.lines == ()
    assert text.missing == (
        "Assessment: Doubt between thrombus and tumour. If yes: indicated; if no: indicated or not "
        "indicated.",
        "Assessment: Contrast CT contraindicated. If yes: indicated; if no: indicated or not "
        "indicated.",
    )
    assert text.caveats == (
        "Some later reports prefer MRI, and the UK guideline of 2024 names it as the usual imaging "
        "of a soft-tissue sarcoma before surgery.",
    )


@pytest.mark.parametrize(
    ("doubt", "contrast", "headline"),
    [
        (
            "present",
            None,
            "Indicated by the report's rule: doubt about a thrombus",
        ),
        (
            "present",
            "present",
            "Indicated by the report's rule: doubt about a thrombus and contrast CT ruled out",
        ),
        (
            "absent",
            "absent",
            "Not indicated by the report's rule: neither of its reasons is given",
        ),
        (
            "absent",
            "equivocal",
            "Undetermined; open: whether contrast CT is ruled out",
        ),
        (
            NOT_APPLICABLE,
            "absent",
            "Undetermined; open: whether a thrombus is in doubt",
        ),
    ],
)
def test_headlines(doubt, contrast, headline):
    text = describe(mri(doubt, contrast, presentation={"contrast_allergy": "absent"}))
    assert text.headline == headline


def test_an_uncertain_thrombus_in_words():
    text = describe(mri("absent", ct_abdomen=[{"thrombus": "uncertain"}]))
    assert text.caveats[0] == (
        "CT calls the thrombus uncertain, while the team's judgement names no doubt."
    )


def test_criteria_in_words():
    criteria = describe(mri("present", "equivocal", mri=[{"mri_done": "absent"}])).criteria
    assert [(c.label, c.answer_text, c.detail) for c in criteria] == [
        ("Doubt between thrombus and tumour", "yes", ""),
        ("Contrast CT contraindicated", "unknown", "equivocal"),
        ("MRI on record", "no", ""),
    ]
