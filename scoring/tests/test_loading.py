"""Sections loaded for many cases hold what whole documents hold."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Centre
from cases.document import load_documents
from cases.exchange.importing import import_file
from cases.models import Case, CtAbdomen, Labs, Presentation
from cases.sections import SECTIONS
from scoring import services
from scoring.facts import READ_BY_RULES, facts_from
from scoring.loading import load_sections
from scoring.services import rescore_cases

COHORT = settings.BASE_DIR / "demo" / "invented-cohort.jsonl"
SLUGS = [section.slug for section in SECTIONS]
DISPUTED = {"alternatives": [{"value": {"value": 11, "unit": "g/dL"}, "source": "letter"}]}
pytestmark = pytest.mark.django_db


def plain(row: Any) -> dict[str, Any]:
    return {name: value for name, value in dict(row).items() if name != "uid"}


def opened(document: dict[str, Any]) -> dict[str, Any]:
    """Every value of the sections that the document has."""
    return {
        slug: [plain(row) for row in document[slug]]
        if isinstance(document[slug], list)
        else plain(document[slug])
        for slug in SLUGS
        if document.get(slug)
    }


@pytest.fixture
def cohort(centre: Centre, paper_patient: Case) -> list[int]:
    """The invented cases and the published patient, with values of every shape."""
    import_file(COHORT.read_bytes(), centre=centre)
    labs = Labs.objects.filter(case=paper_patient)
    labs.update(meta={"haemoglobin": DISPUTED, "calcium": {"missing": "not_done"}})
    labs.update(calcium=None)
    return list(Case.objects.values_list("pk", flat=True))


def test_every_section_holds_the_same_values(cohort: list[int]) -> None:
    sections, documents = load_sections(cohort, SLUGS), load_documents(cohort)
    assert {pk: opened(sections[pk]) for pk in cohort} == {
        pk: opened(documents[pk]) for pk in cohort
    }


def test_they_give_the_same_facts(cohort: list[int]) -> None:
    sections, documents = load_sections(cohort, READ_BY_RULES), load_documents(cohort)
    assert [facts_from(sections[pk]) for pk in cohort] == [
        facts_from(documents[pk]) for pk in cohort
    ]


def test_a_row_entered_in_error_does_not_count(paper_patient: Case) -> None:
    CtAbdomen.objects.update(entered_in_error="another patient")
    assert load_sections([paper_patient.pk], ["ct_abdomen"]) == {paper_patient.pk: {}}


def test_rows_come_in_their_order(case: Case) -> None:
    for position, date in ((2, "2021"), (1, "2022")):
        Labs.objects.create(case=case, position=position, date=date)
    rows = load_sections([case.pk], ["labs"])[case.pk]["labs"]
    assert [row["date"] for row in rows] == ["2022", "2021"]


def test_a_case_without_anything_is_there_all_the_same(case: Case) -> None:
    assert load_sections([case.pk], SLUGS) == {case.pk: {}}


def test_what_nobody_answered_is_not_in_a_row(case: Case) -> None:
    Presentation.objects.create(case=case, sex="male")
    row = load_sections([case.pk], ["presentation"])[case.pk]["presentation"]
    assert (list(row), len(row), row.get("kps"), row.get("sex", "x")) == (["sex"], 1, None, "male")
    assert row.get("no such field", "x") == "x"
    with pytest.raises(KeyError):
        row["kps"]


def test_many_cases_take_one_statement_a_section(cohort: list[int]) -> None:
    with CaptureQueriesContext(connection) as queries:
        load_sections(cohort, READ_BY_RULES)
    assert len(queries) == len(READ_BY_RULES)


def test_few_cases_and_many_get_the_same_cards(
    cohort: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "FEW", 0)
    assert rescore_cases(cohort) > 0  # the values that the fixture changed
    monkeypatch.setattr(services, "FEW", len(cohort))
    assert rescore_cases(cohort) == 0
