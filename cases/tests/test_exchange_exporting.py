"""Export: what counts, in the order of the sections; byte-equal around an import; pseudonyms."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Centre
from cases.exchange.exporting import pseudonymise
from cases.exchange.importing import import_file
from cases.models import Case, Labs, Presentation
from cases.sections import BY_SLUG
from cases.tests.exchange import PAPER, exported, other


def wipe() -> None:
    """An empty database, as only its owner can make it."""
    call_command("flush", interactive=False, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_two_exports_around_an_import_are_byte_equal(centre: Centre) -> None:
    import_file(PAPER.replace(b"\n", b" ") + b"\n" + other(1), centre=centre)
    first = "\n".join(exported())
    wipe()
    assert Case.objects.count() == 0
    import_file(first.encode(), centre=Centre.objects.create(name="New"))
    assert "\n".join(exported()) == first


def test_an_export_is_the_document_in_the_order_of_the_sections(paper_patient: Case) -> None:
    (line,) = exported()
    document = json.loads(line)
    assert set(document) == {key for key, part in json.loads(PAPER).items() if part}
    slugs = [key for key in document if key in BY_SLUG]
    assert slugs == [slug for slug in BY_SLUG if slug in document]
    for slug in slugs:
        rows = document[slug] if isinstance(document[slug], list) else [document[slug]]
        for row in rows:
            names = [name for name in row if name != "uid"]
            assert names == [name for name in BY_SLUG[slug].kinds if name in row]


def test_what_was_entered_in_error_is_not_exported(case: Case) -> None:
    Labs.objects.create(case=case, entered_in_error="other patient")
    assert "labs" not in json.loads(exported()[0])
    Case.objects.update(record_status="entered_in_error", record_status_reason="twice")
    assert exported() == []


def test_an_identity_is_never_exported(case: Case) -> None:
    case.identity.initials, case.identity.year_of_birth = "Q.Z.", 1931
    case.identity.save()
    for options in ({}, {"is_pseudonymised": True}):
        (line,) = exported(**options)
        assert [word for word in ("118-22", "Q.Z.", "1931") if word in line] == []


class TestPseudonymised:
    """Nothing that leads back: no text, no source, no uid, no date, no age of the very old."""

    SECRETS = ("DEMO-0001", "0199d0de", "Fig. 1", "anti-AML", "the letter", "Dr Who", "2019-03-05")

    @pytest.fixture
    def line(self, paper_patient: Case) -> str:
        Presentation.objects.update(
            comorbidities="Dr Who knows", date_of_diagnosis="2019-03-05", age_at_diagnosis=97
        )
        (line,) = exported(is_pseudonymised=True)
        return line

    def test_holds_no_secret(self, line: str) -> None:
        assert [secret for secret in self.SECRETS if secret in line] == []
        assert "source" not in line

    def test_shifts_dates_by_whole_months_into_the_past(self, line: str) -> None:
        date = json.loads(line)["presentation"]["date_of_diagnosis"]
        assert date < "2019-03-05"
        assert date.endswith("-05")

    def test_groups_great_age(self, line: str) -> None:
        assert json.loads(line)["presentation"]["age_at_diagnosis"] == 90

    def test_is_the_same_each_time(self, line: str) -> None:
        assert exported(is_pseudonymised=True) == [line]

    def test_can_be_imported(self, line: str) -> None:
        elsewhere = Centre.objects.create(name="Elsewhere")
        assert import_file(line.encode(), centre=elsewhere).created == 1

    def test_keeps_intervals_and_precision(self) -> None:
        row = {"uid": "1", "date": {"value": "2019-06", "source": "x"}}
        document = {
            "format": "ivcboard-case/1",
            "case": {"uid": "0", "pseudonym": "X"},
            "presentation": {"date_of_diagnosis": "2019-03-05"},
            "labs": [row, {"uid": "2", "date": "2019"}],
        }
        hidden = pseudonymise(document)
        months = [
            int(text[:4]) * 12 + int(text[5:7])
            for text in (hidden["presentation"]["date_of_diagnosis"], hidden["labs"][0]["date"])
        ]
        assert months[1] - months[0] == 3
        assert len(hidden["labs"][1]["date"]) == 4

    def test_shifts_a_year_alone_as_its_middle(self) -> None:
        document = {
            "format": "ivcboard-case/1",
            "case": {"uid": "0", "pseudonym": "X"},
            "labs": [{"uid": "1", "date": "2019-07-01"}, {"uid": "2", "date": "2019"}],
        }
        day, year = (row["date"] for row in pseudonymise(document)["labs"])
        assert day[:4] == year

    def test_hides_what_other_sources_say_in_words(self) -> None:
        told = {"value": "2019-03-05", "alternatives": [{"value": "2018-03-05", "source": "x"}]}
        document = {
            "format": "ivcboard-case/1",
            "case": {"uid": "0", "pseudonym": "X"},
            "presentation": {"date_of_diagnosis": told},
        }
        hidden = pseudonymise(document)["presentation"]["date_of_diagnosis"]
        assert list(hidden["alternatives"][0]) == ["value"]
        assert hidden["alternatives"][0]["value"] < "2018-03-05"


def run(*args: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("export_cases", *args, stdout=out)
    return out.getvalue()


def test_export_is_one_line_a_case(paper_patient: Case, case: Case) -> None:
    lines = run().splitlines()
    assert [json.loads(line)["case"]["pseudonym"] for line in lines] == [
        "DEMO-0001",
        "IVC-0001",
    ]
    hidden = run("--pseudonymised")
    assert "DEMO-0001" not in hidden


def test_an_export_takes_few_statements(
    paper_patient: Case, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        run()
