"""Cards in the database: appended when something changed, shown only while they are current."""

import logging
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases.models import Case, CaseIndex, Identity, Labs, Presentation, Surgery
from cases.tests.pages import address, save
from scoring import services, tasks
from scoring.models import CardRow, Scored
from scoring.rules import RULES, RULESET
from scoring.services import current_cards, rescore_cases, stale_case_ids

KEYS = [rule.key for rule in RULES]
pytestmark = pytest.mark.django_db(transaction=True)


class BrokenRule:
    """A rule with a fault, in the place of a sound one."""

    def __init__(self, rule: Any) -> None:
        self.key, self.version, self.reads = rule.key, rule.version, rule.reads

    def evaluate(self, facts: Any) -> Any:
        raise ZeroDivisionError


@pytest.fixture
def client(signed_in: Callable[[User], Client], clinician: User) -> Client:
    return signed_in(clinician)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> str:
    """The first rule fails; its key."""
    monkeypatch.setattr(services, "RULES", [BrokenRule(RULES[0]), *RULES[1:]])
    return RULES[0].key


@pytest.fixture
def newer_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another rule set runs than the one that scored."""
    monkeypatch.setattr(services, "RULESET", "newer")


def rows_of(case: Case) -> list[tuple[str, int]]:
    return list(
        CardRow.objects.filter(case=case).order_by("pk").values_list("rule", "case_version")
    )


def test_an_import_has_its_cards(paper_patient: Case) -> None:
    assert [rule for rule, _version in rows_of(paper_patient)] == KEYS
    payloads, is_stored = current_cards(paper_patient)
    assert is_stored
    assert [payload["rule"] for payload in payloads if payload] == KEYS


def test_the_same_facts_add_nothing(paper_patient: Case) -> None:
    before = rows_of(paper_patient)
    assert rescore_cases([paper_patient.pk]) == 0
    Presentation.objects.update(comorbidities="read by no rule")
    assert rescore_cases([paper_patient.pk]) == 0
    assert rows_of(paper_patient) == before


def test_only_the_rules_that_read_the_change_add_a_card(paper_patient: Case) -> None:
    """The score, and the check of what a report says of it."""
    Labs.objects.update(neutrophils={"value": 14, "unit": "10^9/L"})
    paper_patient.refresh_from_db()
    assert rescore_cases([paper_patient.pk]) == 2
    added = [rule for rule, version in rows_of(paper_patient) if version == paper_patient.version]
    assert sorted(added) == ["consistency", "imdc"]


def test_an_old_card_stays_as_it_was(paper_patient: Case) -> None:
    old = CardRow.objects.get(rule="imdc").payload
    Labs.objects.update(haemoglobin={"value": 14, "unit": "g/dL"})
    rescore_cases([paper_patient.pk])
    first, second = CardRow.objects.filter(rule="imdc").order_by("pk")
    assert (first.payload, second.payload["counted"]) == (old, old["counted"] - 1)


def test_a_changed_back_fact_is_a_new_card(paper_patient: Case) -> None:
    value = Labs.objects.get().haemoglobin
    for other in ({"value": 14, "unit": "g/dL"}, value):
        Labs.objects.update(haemoglobin=other)
        rescore_cases([paper_patient.pk])
    hashes = (
        CardRow.objects.filter(rule="imdc").order_by("pk").values_list("inputs_hash", flat=True)
    )
    assert (len(hashes), hashes[0]) == (3, hashes[2])


def test_a_newer_version_of_a_rule_adds_a_card(
    paper_patient: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = [replace(RULES[0], version="99"), *RULES[1:]]
    monkeypatch.setattr(services, "RULES", newer)
    assert rescore_cases([paper_patient.pk]) == 1
    assert CardRow.objects.order_by("-pk")[0].rule_version == "99"


@pytest.mark.parametrize(
    "statement", ["UPDATE scoring_cardrow SET payload = '{}'", "DELETE FROM scoring_cardrow"]
)
def test_cards_cannot_be_changed(paper_patient: Case, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_case_changed_behind_the_service_is_computed_on_the_fly(paper_patient: Case) -> None:
    Labs.objects.update(haemoglobin={"value": 14, "unit": "g/dL"})
    paper_patient.refresh_from_db()
    payloads, is_stored = current_cards(paper_patient)
    counted = next(p["counted"] for p in payloads if p and p["rule"] == "imdc")
    assert (is_stored, counted) == (False, CardRow.objects.get(rule="imdc").payload["counted"] - 1)


@pytest.mark.usefixtures("newer_rules")
def test_cards_of_other_rules_are_not_shown_as_current(paper_patient: Case) -> None:
    Scored.objects.update(ruleset=RULESET)
    assert current_cards(paper_patient)[1] is False
    assert stale_case_ids(10) == [paper_patient.pk]


def test_the_task_scores_what_is_stale_once(
    paper_patient: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stale_case_ids(10) == []
    monkeypatch.setattr(services, "RULESET", "newer")
    assert stale_case_ids(10) == [paper_patient.pk]
    tasks.rescore_stale()
    assert stale_case_ids(10) == []
    assert Scored.objects.get().ruleset == "newer"


def test_the_list_s_table_is_filled_for_cases_that_nobody_saves(case: Case) -> None:
    Identity.objects.update(year_of_birth=1966)
    Surgery.objects.create(case=case, date="2021-03-05")
    rescore_cases([case.pk])
    CaseIndex.objects.create(case=case)  # as before it had these columns
    import_module("scoring.migrations.0002_score_all_anew").forget_what_was_scored(apps, None)
    tasks.rescore_stale()
    filled = CaseIndex.objects.values_list("born_from", "born_to", "operated_in").get()
    assert filled == (1966, 1966, ["2021-03"])
    assert (CardRow.objects.count(), stale_case_ids(10)) == (len(RULES), [])


def test_the_task_takes_a_batch_at_a_time(
    case: Case, paper_patient: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "RULESET", "newer")
    monkeypatch.setattr(tasks, "BATCH", 1)
    tasks.rescore_stale()
    assert len(stale_case_ids(10)) == 1
    tasks.rescore_stale()
    assert stale_case_ids(10) == []


def test_a_rule_that_fails_costs_neither_the_save_nor_the_others(
    client: Client, case: Case, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "scoring.services"):
        assert save(client, case, "presentation", sex="male").status_code == 303
    assert f"rule {broken} failed" in [record.getMessage() for record in caplog.records]
    assert Presentation.objects.get().sex == "male"
    assert [rule for rule, _version in rows_of(case)] == KEYS[1:]
    assert stale_case_ids(10) == [case.pk]


def test_a_rule_that_fails_is_shown_as_not_computed(
    client: Client, paper_patient: Case, broken: str
) -> None:
    save(client, paper_patient, "presentation", sex="female")
    page = client.get(address(paper_patient, "labs"))
    panel = page.context["page"].panels[0].context
    assert (panel["failed"], len(panel["cards"])) == (1, len(KEYS) - 1)
    assert "could not be computed and is not shown" in page.content.decode()


def test_many_cases_are_scored_by_as_many_statements_as_one(
    paper_patient: Case, case: Case
) -> None:
    counts = []
    for ids in ([case.pk], [case.pk, paper_patient.pk]):
        rescore_cases(ids)
        with CaptureQueriesContext(connection) as queries:
            rescore_cases(ids)
        counts.append(len(queries))
    assert counts[0] == counts[1]
