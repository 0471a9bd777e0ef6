"""Sentences of a proposal, as a follow-up user reads them."""

import pytest

from scoring.rules.base import Note
from scoring.tests.cases import ABSENT, paper_patient, varied
from surveillance.proposal_words import ProposalText, basis_text, describe, finding_text
from surveillance.proposals import Basis, propose

OPEN_CHEST = (
    "Equivocal CT of the thorax: micronodules and mediastino-hilar adenopathy;"
    " secondary lesion or sequelae of tuberculosis"
)


def told(**changes):
    return describe(propose(varied(paper_patient(), **changes)))


def test_the_published_patient_in_words():
    assert told() == ProposalText(
        headline="Proposed: Follow-up of intermediate and high-grade sarcoma (ESMO)",
        basis="The grade is not known: the intervals for high grade, to be on the safe side.",
        anchor="The record has no date of the operation that is exact to the month. Without a date"
        " for planning nothing has a date and nobody is reminded.",
        next_visit="Month 9 is next.",
        findings=(OPEN_CHEST,),
    )


@pytest.mark.parametrize(
    ("grade", "sentence"),
    [
        (3, "Grade 2 or 3: the intervals for high grade."),
        (1, "Grade 1: the intervals for low grade are not here yet; these are the closer ones."),
    ],
)
def test_the_grade_says_why_these_intervals(grade, sentence):
    assert told(pathology__fnclcc_grade=grade).basis == sentence


def test_every_basis_that_a_schedule_keeps_has_its_sentence():
    assert len({basis_text(basis.value) for basis in Basis}) == len(Basis)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("2024-02-09", "Months count from the operation on 9 Feb 2024."),
        ("2024-02", "Months count from the operation, Feb 2024; the day is not recorded."),
    ],
)
def test_the_anchor_is_told_as_exactly_as_it_is_known(written, sentence):
    assert told(surgery__date=written).anchor == sentence


def test_several_operations_ask_for_a_look():
    document = paper_patient()
    document["surgery"].append({"operated": "present"})
    assert describe(propose(document)).notes == (
        "2 operations are recorded: check which one was the definitive resection.",
    )


@pytest.mark.parametrize(
    ("changes", "headline"),
    [
        (
            {"pathology__diagnosis": ABSENT, "surgery__operated": "not_assessed"},
            "No schedule can be proposed yet: the histology is not recorded"
            " and the operation is not assessed",
        ),
        (
            {"pathology__diagnosis": "undetermined"},
            "No schedule can be proposed yet: the histology is undetermined",
        ),
        (
            {"pathology__certainty": "possible"},
            "No schedule can be proposed yet: leiomyosarcoma is only possible",
        ),
        (
            {"pathology__certainty": {"missing": "not_applicable"}},
            "No schedule can be proposed yet:"
            " the certainty of leiomyosarcoma is recorded as not applicable",
        ),
        (
            {"surgery__operated": "absent"},
            "No schedule can be proposed yet: the patient was not operated on",
        ),
        (
            {"pathology__diagnosis": "lymphoma", "assessment__metastasis": "yes"},
            "No schedule of follow-up fits: the histology is lymphoma and there is metastasis",
        ),
        (
            {"follow_up__vital_status": "dead_other"},
            "No schedule of follow-up fits: the patient has died",
        ),
        (
            {"surgery__intent": "palliative"},
            "No schedule of follow-up fits: the latest operation was palliative",
        ),
        (
            {"follow_up__local_recurrence": "present"},
            "No schedule of follow-up fits: a recurrence is recorded and no later operation;"
            " follow-up starts again with its treatment",
        ),
    ],
)
def test_a_record_without_a_proposal_says_why_and_what_is_open(changes, headline):
    assert told(**changes) == ProposalText(headline=headline, findings=(OPEN_CHEST,))


# -- findings ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"signs": ["micronodules"]}, "Equivocal CT of the thorax: micronodules"),
        ({"differentials": ["sarcoidosis"]}, "Equivocal CT of the thorax: sarcoidosis"),
        ({"signs": [], "differentials": []}, "Equivocal CT of the thorax"),
        ({"why": "equivocal"}, "Equivocal CT of the thorax"),
        ({"why": "conflict"}, "CT of the thorax on which sources disagree"),
    ],
)
def test_a_finding_is_told_with_what_is_known_of_it(values, sentence):
    assert finding_text(Note("equivocal_ct_thorax", values)) == sentence


def test_an_equivocal_metastasis_is_told():
    assert finding_text(Note("equivocal_metastasis")) == "Equivocal whether there is metastasis"
