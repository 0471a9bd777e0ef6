"""Figures of groups of patients stand on the knowledge page and nowhere below a case."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from django.utils.html import strip_tags

from accounts.models import Centre, Role, User
from board.tests.dense import dense_case
from cases.models import Case
from cases.models.fields import dump_json
from scoring import knowledge
from scoring.facts import facts_from
from scoring.rules import RULES, Rule
from scoring.rules.corpus import documents
from scoring.tests.cases import kidney_patient
from scoring.wording import describe
from tests.group_figures import found_in
from tests.test_never_500 import pages

ROWS = [(table, row) for table in knowledge.TABLES for row in table.rows]
OPENED = r"<(?:script|style)\b.*?</(?:script|style)>"
SAID = re.compile(r'(?:aria-label|title|alt|placeholder|data-[\w-]+)="([^"]*)"')


def read(html: str) -> str:
    """What a person reads or hears of a page."""
    shown = re.sub(OPENED, " ", html, flags=re.DOTALL)
    return " ".join([strip_tags(re.sub(r"<", " <", shown)), *SAID.findall(shown)])


@pytest.fixture
def client(signed_in: Callable[[User], Client], person: Callable[..., User]) -> Client:
    return signed_in(person(Role.LEAD))


@pytest.fixture
def kidney_case(centre: Centre, tmp_path: Path) -> Case:
    """The scores of kidney cancer apply: whose median survival would tempt most."""
    sections = {
        slug: [{"uid": f"0199d0de-0000-7000-8000-{number:012d}", **row} for row in content]
        if isinstance(content, list)
        else content
        for number, (slug, content) in enumerate(kidney_patient().items(), start=0xA00)
    }
    header = {"uid": "0199d0de-0000-7000-8000-00000000beef", "pseudonym": "KIDNEY-1"}
    file = tmp_path / "kidney.json"
    file.write_text(
        dump_json({"format": "ivcboard-case/1", "case": {**header, "is_demo": True}, **sections})
    )
    call_command("import_cases", str(file), stdout=StringIO())
    return Case.objects.get(pseudonym="KIDNEY-1")


def pages_of(client: Client, case: Case) -> dict[str, str]:
    """Every sort of page that is reached from the case's, without those of no case."""
    start = [f"{case.get_absolute_url()}presentation/", reverse("board:summary", args=[case.uid])]
    start += [reverse("surveillance:schedule", args=[case.uid])]
    found = dict(pages(client, start))
    return {path: html for path, html in found.items() if resolve(path.split("?")[0]).kwargs}


class TestBelowACase:
    @pytest.mark.parametrize("kind", ["paper", "kidney", "dense"])
    def test_no_page_shows_one(
        self, client: Client, centre: Centre, paper_patient: Case, kidney_case: Case, kind: str
    ) -> None:
        case = {"paper": paper_patient, "kidney": kidney_case}.get(kind) or dense_case(centre)
        found = pages_of(client, case)
        assert len(found) >= 25
        assert {path: hits for path, html in found.items() if (hits := found_in(read(html)))} == {}

    def test_no_live_panel_shows_one(
        self, client: Client, paper_patient: Case, kidney_case: Case
    ) -> None:
        for case in (paper_patient, kidney_case):
            url = reverse("scoring:preview", args=[case.uid])
            html = client.post(url, {"section": "labs", "fields": ""}).content.decode()
            assert found_in(read(html)) == []

    def test_no_export_and_no_score_holds_one(
        self, paper_patient: Case, kidney_case: Case, tmp_path: Path
    ) -> None:
        exported, scored = StringIO(), StringIO()
        call_command("export_cases", stdout=exported)
        file = tmp_path / "cases.json"
        file.write_text(exported.getvalue())
        call_command("score", str(file), stdout=scored)
        lines = [json.loads(line) for line in scored.getvalue().splitlines()]
        assert len(lines) == 2
        assert [found_in(text.getvalue()) for text in (exported, scored)] == [[], []]

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
    def test_no_card_of_any_patient_says_one(self, rule: Rule) -> None:
        said = {text for document in documents() for text in texts_of(rule, document)}
        assert {text: hits for text in said if (hits := found_in(text))} == {}


def texts_of(rule: Rule, document: Mapping[str, Any]) -> Iterator[str]:
    card = describe(rule.evaluate(facts_from(document, [rule])))
    yield from (card.title, card.headline, card.short, *card.lines, *card.missing, *card.caveats)
    yield from (f"{each.label}: {each.answer_text} {each.detail}" for each in card.criteria)


class TestTheSearch:
    @pytest.mark.parametrize(
        ("table", "row"), ROWS, ids=[f"{table.key}-{row.value}" for table, row in ROWS]
    )
    def test_it_finds_every_figure_where_it_would_stand(
        self, table: knowledge.Table, row: knowledge.Row
    ) -> None:
        shown = f"DEMO-0001 {table.heading}: {row.figure}, {row.who} {row.note}"
        about = f"{row.source.name}, {table.key}: "
        assert about in {hit[: len(about)] for hit in found_in(shown)}

    @pytest.mark.parametrize(
        "sentence",
        [
            "5-year survival 49.4 %",
            "survives 43,2 months in the median",
            "median survival 4 months",
            "a recurrence in 1/3 to 1/2",
            "recurrence in 40 per cent",
        ],
    )
    def test_it_finds_them_in_a_sentence(self, sentence: str) -> None:
        assert found_in(sentence) != []

    @pytest.mark.parametrize(
        "sentence",
        [
            "Necrosis 50 %, limit 50 %",
            "CT of the chest every 3 to 4 months",
            "2 to 5 of 6 possible, intermediate or poor",
            "Ki-67 20 %",
        ],
    )
    def test_it_lets_limits_and_intervals_be(self, sentence: str) -> None:
        assert found_in(sentence) == []


class TestTheKnowledgePage:
    def test_it_shows_every_figure_with_its_source_and_group(self, client: Client) -> None:
        text = read(client.get(reverse("scoring:knowledge")).content.decode())
        missing = [
            part
            for _table, row in ROWS
            for part in (row.source.name, str(row.who), row.figure.replace("<", "&lt;"))
            if part not in text and part.replace(">", "&gt;") not in text
        ]
        assert missing == []

    def test_it_knows_of_no_case(self, client: Client, paper_patient: Case) -> None:
        answer = client.get(reverse("scoring:knowledge"))
        assert reverse("scoring:knowledge") == "/knowledge/"
        context = {key: value for each in answer.context for key, value in each.flatten().items()}
        assert [key for key, value in context.items() if isinstance(value, Case)] == []
        assert str(paper_patient.uid) not in answer.content.decode()

    def test_a_page_of_a_case_links_to_it_from_the_bar_of_the_site_only(
        self, client: Client, paper_patient: Case
    ) -> None:
        for html in pages_of(client, paper_patient).values():
            bar, rest = html.split("</nav>", 1)
            assert (bar.count('"/knowledge/"'), rest.count("/knowledge")) == (1, 0)

    @pytest.mark.parametrize("table", knowledge.TABLES, ids=lambda table: table.key)
    def test_every_row_says_whose_figure_it_is(self, table: knowledge.Table) -> None:
        assert [row for row in table.rows if not (row.source.name and str(row.who))] == []
        assert {row.unit for row in table.rows} <= set(knowledge.UNITS)


class TestAgainstTheSources:
    """Figures typed a second time, from the abstracts and the report."""

    @pytest.mark.parametrize(
        ("key", "figures"),
        [
            (
                "five-years",
                "< 50, 49.4, 55, 50, 53, 54, 66.7, 75, 77.8",
            ),
            ("other-years", "60, < 30, 29.5, 22, 56.3"),
            ("length", "71, 127, 120, 3.5, 6, 23, 29"),
            ("by-segment", "56.7, 37.8, 47.3, 14.2"),
            ("recurrence", "1/3–1/2, 40, 68, 75, 75"),
            ("disease-free", "25, 21, 49, 6, 30, 10"),
            ("retroperitoneum", "67, 56, 46, 25.9, 31.3, 35, 21, 21.6, 21.6"),
            ("kidney", "43.2, 22.5, 7.8, 35.3, 16.6, 5.4, 20, 10, 4"),
            ("frequency", "80/218, 94/218, 41/218, 44.2, 50.8, 4.2, 37, 43, 20, 33"),
        ],
    )
    def test_a_table_holds_these(self, key: str, figures: str) -> None:
        (table,) = [table for table in knowledge.TABLES if table.key == key]
        assert ", ".join(row.value for row in table.rows) == figures
