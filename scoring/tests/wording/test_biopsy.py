"""The biopsy card in words: the report's block, then the guideline's, and never one for both."""

import pytest

from scoring.tests.cases import card, paper_patient
from scoring.tests.rules.test_biopsy_indication import (
    DOUBTS,
    NO_DOUBT,
    OPERABLE,
    RESECTABLE,
    SYSTEMIC,
    biopsy,
)
from scoring.wording import describe

GUIDELINE = (
    "By the UK guideline of 2024: a diagnosis before treatment, by percutaneous core biopsy if "
    "possible; referral to a specialist team before biopsy or surgery."
)


def test_the_papers_patient_in_words():
    text = describe(card("biopsy_indication", paper_patient()))
    assert text.headline == (
        "Doubt recorded: indicated by the report's rule; UK guideline: core biopsy if possible"
    )
    assert text.lines == (
        "By the report (lines 184–188): doubt recorded (other doubt), so biopsy is an indication.",
        GUIDELINE,
    )
    assert text.missing == ()
    assert text.caveats == (
        "These are statements about two rules; whether a biopsy is taken the board decides.",
    )


@pytest.mark.parametrize(
    ("values", "headline", "report"),
    [
        (
            NO_DOUBT | {RESECTABLE: "present", OPERABLE: "present"},
            "Not required by the report's rule; UK guideline: core biopsy if possible",
            "not required, as the mass is judged resectable and no doubt about the diagnosis is "
            "left",
        ),
        (
            NO_DOUBT | {RESECTABLE: "absent", SYSTEMIC: "absent"},
            "Not indicated by the report's rule; UK guideline: core biopsy if possible",
            "not indicated, as no doubt about the diagnosis is left and systemic therapy is not "
            "judged possible",
        ),
        (
            {OPERABLE: "absent", SYSTEMIC: "present"},
            "Indicated by the report's rule; UK guideline: core biopsy if possible",
            "indicated, as systemic therapy is judged possible and an operation is not",
        ),
        (
            {},
            "Undetermined by the report's rule; UK guideline: core biopsy if possible",
            "undetermined between indicated, not required and not indicated",
        ),
        (
            {DOUBTS[0]: "present", DOUBTS[1]: "present", DOUBTS[2]: "present"},
            "Doubt recorded: indicated by the report's rule; UK guideline: core biopsy if possible",
            "doubt recorded (suspected lymphoma, suspected adrenal tumour and previous cancer), so "
            "biopsy is an indication",
        ),
    ],
)
def test_the_reports_block_comes_first_and_the_guidelines_follows(values, headline, report):
    text = describe(biopsy(values))
    assert text.headline == headline
    assert text.lines == (f"By the report (lines 184–188): {report}.", GUIDELINE)


def test_an_open_operability_is_said_between_the_two():
    text = describe(biopsy(NO_DOUBT | {RESECTABLE: "present", OPERABLE: "equivocal"}))
    assert text.lines[1] == (
        "Whether the patient can bear an operation is equivocal: if not, biopsy is an indication "
        "for possible systemic therapy."
    )
    assert len(text.lines) == 3


def test_what_differs_from_the_guideline_is_said():
    assert describe(biopsy({})).caveats[0] == (
        "Report and guideline do not ask for the same: both are shown, neither is preferred."
    )


@pytest.mark.parametrize(
    ("values", "headline"),
    [
        ({}, "Biopsy on record; undetermined by the report's rule"),
        (
            NO_DOUBT | {RESECTABLE: "present", OPERABLE: "present"},
            "Biopsy on record; not required by the report's rule",
        ),
        (
            NO_DOUBT | {RESECTABLE: "absent", SYSTEMIC: "absent"},
            "Biopsy on record; not indicated by the report's rule",
        ),
        (
            {OPERABLE: "absent", SYSTEMIC: "present"},
            "Biopsy on record; indicated by the report's rule",
        ),
        (
            {DOUBTS[0]: "present"},
            "Biopsy on record; doubt recorded: indicated by the report's rule",
        ),
    ],
)
def test_a_biopsy_that_was_taken_is_said_first(values, headline):
    assert describe(biopsy(values, biopsy=[{"biopsy_done": "present"}])).headline == headline


@pytest.mark.parametrize("done", ["absent", "equivocal", "not_assessed"])
def test_a_biopsy_that_was_not_certainly_taken_is_not_called_on_record(done):
    headline = "Undetermined by the report's rule; UK guideline: core biopsy if possible"
    assert describe(biopsy({}, biopsy=[{"biopsy_done": done}])).headline == headline
