"""Scoring without a save: in batches, resumable, beside others; only what changed is written."""

import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count

from accounts.models import Centre, User
from cases.exchange.importing import import_file
from cases.models import Case, CaseIndex, History, Labs
from cases.models.fields import dump_json
from cases.tests.pages import save
from scoring import rescoring, services
from scoring.loading import load_sections
from scoring.models import CardRow, Scored
from scoring.rescoring import Progress, score_all, score_stale
from scoring.rules import RULES, RULESET
from scoring.services import FAILED, current_cards, stale_case_ids
from scoring.tests.test_services import BrokenRule
from tests.test_guards import database_url

COHORT = (settings.BASE_DIR / "demo" / "invented-cohort.jsonl").read_text().splitlines()
CASES = 9
PATIENCE = 60  # seconds
# `rescore`, killed without a word in the middle of its third batch of two cases.
KILLED = """
import django, os, signal
django.setup()
from django.core.management import call_command
from scoring import rescoring
index, batches = rescoring.update_index, []
def update(change):
    index(change)
    batches.append(change)
    if len(batches) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
rescoring.BATCH, rescoring.update_index = 2, update
call_command("rescore")
"""
pytestmark = pytest.mark.django_db(transaction=True)


def patient(number: int) -> str:
    """One of the invented cases, as somebody else."""
    case = json.loads(COHORT[number % len(COHORT)], parse_float=Decimal)
    case["case"] = {"uid": str(uuid.uuid4()), "pseudonym": f"DEMO-{number}"}
    for row in (row for rows in case.values() if isinstance(rows, list) for row in rows):
        row["uid"] = str(uuid.uuid4())
    return dump_json(case)


@pytest.fixture
def cohort(centre: Centre) -> list[Case]:
    """The invented cases, none of which has ever been scored."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "CASE_SAVED", [])
        import_file("\n".join(patient(number) for number in range(CASES)).encode(), centre=centre)
    return list(Case.objects.order_by("pk"))


@pytest.fixture
def batches_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescoring, "BATCH", 2)


def rescore(*options: str) -> list[str]:
    """The lines that the command prints where there is no terminal."""
    out = StringIO()
    call_command("rescore", *options, stdout=out)
    return out.getvalue().splitlines()


def without_time(line: str) -> str:
    return line.rpartition(", in ")[0]


def written() -> tuple[int, int]:
    """Transactions that wrote a card, and that wrote which cards are current."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(DISTINCT xmin::text) FROM scoring_cardrow),"
            " (SELECT count(DISTINCT xmin::text) FROM scoring_scored)"
        )
        found: tuple[int, int] = cursor.fetchone()
        return found


def rows_as_they_lie() -> list[Any]:
    """Which transaction wrote each row: it changes whenever a row is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'card', id, xmin::text FROM scoring_cardrow"
            " UNION ALL SELECT 'scored', case_id, xmin::text FROM scoring_scored"
            " UNION ALL SELECT 'index', case_id, xmin::text FROM cases_caseindex ORDER BY 1, 2"
        )
        return cursor.fetchall()


def cards_a_case() -> list[int]:
    """How many cards each case has, from the smallest number."""
    counted = Case.objects.annotate(number=Count("cards")).values_list("number", flat=True)
    return sorted(counted)


def python(code: str) -> subprocess.CompletedProcess[str]:
    """The exit status and output of a process of its own on the test database."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DATABASE_URL": database_url(),
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "ivcboard.settings",
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def elsewhere(work: Callable[[], None]) -> Iterator[None]:
    """A transaction of somebody else that did some work and lasts as long as the block."""
    is_done, may_end = threading.Event(), threading.Event()

    def run() -> None:
        try:
            with transaction.atomic():
                work()
                is_done.set()
                assert may_end.wait(PATIENCE)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert is_done.wait(PATIENCE)
    try:
        yield
    finally:
        may_end.set()
        thread.join(PATIENCE)


# -- what is done ------------------------------------------------------------------------------
def test_every_case_gets_every_card(cohort: list[Case]) -> None:
    lines = rescore()
    assert [without_time(line) for line in lines] == [
        f"{CASES} cases scored, {CASES * len(RULES)} new cards"
    ]
    assert cards_a_case() == [len(RULES)] * CASES
    assert stale_case_ids(CASES) == []


def test_the_list_s_table_is_filled(cohort: list[Case]) -> None:
    CaseIndex.objects.all().delete()
    rescore()
    assert CaseIndex.objects.count() == CASES
    assert CaseIndex.objects.filter(segments__isnull=False).exists()


@pytest.mark.usefixtures("cohort")
def test_the_second_time_there_is_nothing_to_do() -> None:
    rescore()
    before = rows_as_they_lie()
    assert [without_time(line) for line in rescore()] == ["0 cases scored, 0 new cards"]
    assert rows_as_they_lie() == before


@pytest.mark.usefixtures("cohort")
def test_all_computes_what_is_current_and_writes_nothing_again() -> None:
    rescore()
    before = rows_as_they_lie()
    assert [without_time(line) for line in rescore("--all")] == [
        f"{CASES} cases scored, 0 new cards"
    ]
    assert rows_as_they_lie() == before


def test_a_new_rule_set_adds_no_card_that_says_the_same(
    cohort: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    rescore()
    monkeypatch.setattr(services, "RULESET", "newer")
    assert [without_time(line) for line in rescore()] == [f"{CASES} cases scored, 0 new cards"]
    assert set(Scored.objects.values_list("ruleset", flat=True)) == {"newer"}


def test_a_newer_rule_adds_its_own_card_alone(
    cohort: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    rescore()
    newer = [replace(RULES[0], version="99"), *RULES[1:]]
    monkeypatch.setattr(services, "RULES", newer)
    monkeypatch.setattr(services, "RULESET", "newer")
    assert [without_time(line) for line in rescore()] == [
        f"{CASES} cases scored, {CASES} new cards"
    ]
    added = CardRow.objects.order_by("-pk")[:CASES].values_list("rule", "rule_version")
    assert list(added) == [(RULES[0].key, "99")] * CASES


def test_of_a_case_in_the_same_version_only_what_newer_rules_read_is_loaded(
    cohort: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    rescore()
    newer = [replace(RULES[0], version="99"), *RULES[1:]]
    monkeypatch.setattr(services, "RULES", newer)
    monkeypatch.setattr(services, "RULESET", "newer")
    loaded: list[set[str]] = []

    def load(case_ids: Any, slugs: Any) -> Any:
        loaded.append(set(slugs))
        return load_sections(case_ids, slugs)

    monkeypatch.setattr(rescoring, "load_sections", load)
    rescore()
    assert loaded == [{field.section for field in RULES[0].reads}]


def test_a_rule_that_comes_back_is_computed_from_what_the_record_says_now(
    cohort: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    rescore()
    with monkeypatch.context() as patch:
        patch.setattr(services, "RULES", RULES[1:])
        patch.setattr(services, "RULESET", "without the first")
        Labs.objects.update(haemoglobin={"value": 3, "unit": "g/dL"})
        rescore()
    before = CardRow.objects.filter(rule=RULES[0].key).count()
    rescore()
    added = CardRow.objects.filter(rule=RULES[0].key).count() - before
    assert added == Labs.objects.values("case").distinct().count()


def test_after_a_rule_that_failed_nothing_is_taken_for_scored(
    cohort: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    rescore()
    Labs.objects.update(haemoglobin={"value": 3, "unit": "g/dL"})
    with monkeypatch.context() as patch:
        patch.setattr(services, "RULES", [BrokenRule(RULES[0]), *RULES[1:]])
        rescore()
    changed = Labs.objects.values("case").distinct().count()
    assert without_time(rescore()[-1]) == f"{changed} cases scored, {changed} new cards"


def test_all_finds_what_changed_behind_the_version(cohort: list[Case]) -> None:
    rescore()
    case = next(case for case in cohort if Labs.objects.filter(case=case).exists())
    Labs.objects.filter(case=case).update(haemoglobin={"value": 3, "unit": "g/dL"})
    case.refresh_from_db()
    Scored.objects.filter(case=case).update(case_version=case.version)
    assert [without_time(line) for line in rescore()] == ["0 cases scored, 0 new cards"]
    rescore("--all")
    assert set(
        CardRow.objects.filter(case_version=case.version).values_list("case", flat=True)
    ) == {case.pk}


# -- in batches, stopped and started again -----------------------------------------------------
@pytest.mark.usefixtures("cohort", "batches_of_two")
def test_each_batch_is_a_transaction_of_its_own() -> None:
    done = list(score_all())
    assert [batch.cases for batch in done] == [2] * (CASES // 2) + [1] * (CASES % 2)
    assert written() == (len(done), len(done))


@pytest.mark.usefixtures("cohort")
def test_killed_in_the_middle_it_goes_on_where_it_stopped() -> None:
    killed = python(KILLED)
    assert (killed.returncode, killed.stderr) == (-9, "")
    assert cards_a_case() == [0] * (CASES - 4) + [len(RULES)] * 4
    assert [without_time(line) for line in rescore()] == [
        f"{CASES - 4} cases scored, {(CASES - 4) * len(RULES)} new cards"
    ]
    assert cards_a_case() == [len(RULES)] * CASES


@pytest.mark.usefixtures("cohort", "batches_of_two")
def test_progress_is_told_in_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.management.commands.rescore.SECONDS_BETWEEN_LINES", 0)
    lines = rescore()
    assert lines[0] == f"2 of {CASES} cases, {2 * len(RULES)} cards"
    assert len(lines) == (CASES + 1) // 2 + 1


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("cohort")
def test_on_a_terminal_a_bar_counts_the_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert len(rescore()) == 1
    assert f"| {CASES}/{CASES} [" in terminal.getvalue()


# -- beside others -----------------------------------------------------------------------------
@pytest.mark.usefixtures("cohort")
def test_two_at_once_do_not_double_a_card() -> None:
    command = "import django; django.setup(); from scoring import rescoring; rescoring.BATCH = 2;"
    command += "from django.core.management import call_command; call_command('rescore')"
    others = [threading.Thread(target=python, args=(command,)) for _each in range(2)]
    for other in others:
        other.start()
    for other in others:
        other.join(PATIENCE)
    assert cards_a_case() == [len(RULES)] * CASES
    assert stale_case_ids(CASES) == []


def test_a_case_that_another_run_holds_is_left_to_it(cohort: list[Case]) -> None:
    def hold() -> None:
        services.rescore_cases(
            Case.objects.select_for_update().filter(pk=cohort[0].pk).values_list("pk", flat=True)
        )

    with elsewhere(hold):
        assert list(score_all()) == [Progress(CASES - 1, (CASES - 1) * len(RULES), 0, 1)]
    assert cards_a_case() == [len(RULES)] * CASES


def test_a_case_that_is_being_saved_is_scored_by_its_save(cohort: list[Case]) -> None:
    case = cohort[0]

    def change() -> None:
        Labs.objects.create(case=case, haemoglobin={"value": 3, "unit": "g/dL"})

    with elsewhere(change):
        lines = rescore()
    assert without_time(lines[-1]).endswith("1 left to whoever is saving or scoring them")
    assert stale_case_ids(CASES) == [case.pk]


# -- a rule that raises ------------------------------------------------------------------------
@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> str:
    """The first rule fails; its key."""
    monkeypatch.setattr(services, "RULES", [BrokenRule(RULES[0]), *RULES[1:]])
    return RULES[0].key


@pytest.mark.usefixtures("cohort", "broken")
def test_a_rule_that_raises_costs_no_other_card_and_is_told() -> None:
    assert [without_time(line) for line in rescore()] == [
        f"{CASES} cases scored, {CASES * (len(RULES) - 1)} new cards,"
        f" {CASES} with a score that could not be computed"
    ]
    assert set(Scored.objects.values_list("ruleset", flat=True)) == {FAILED}


def test_a_rule_that_raises_is_not_computed_from_the_save_to_the_page(
    signed_in: Any, clinician: User, paper_patient: Case, broken: str
) -> None:
    old = CardRow.objects.get(rule=broken)
    answer = save(signed_in(clinician), paper_patient, "presentation", sex="female")
    paper_patient.refresh_from_db()
    assert answer.status_code == 303
    assert History.objects.filter(case_version=paper_patient.version).exists()
    payloads, is_stored = current_cards(paper_patient)
    assert (payloads[0], is_stored) == (None, False)
    assert [payload["rule"] for payload in payloads[1:] if payload] == [r.key for r in RULES[1:]]
    assert CardRow.objects.get(rule=broken) == old


def test_once_the_rule_is_mended_the_missing_card_is_added(
    cohort: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(services, "RULES", [BrokenRule(RULES[0]), *RULES[1:]])
        rescore()
    assert [without_time(line) for line in rescore()] == [
        f"{CASES} cases scored, {CASES} new cards"
    ]
    assert set(Scored.objects.values_list("ruleset", flat=True)) == {RULESET}


def test_cases_that_always_fail_keep_no_other_waiting(
    cohort: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "RULES", [BrokenRule(RULES[0])])
    first, second = score_stale(2), score_stale(2)
    assert (first.failed, second.failed) == (2, 2)
    assert Scored.objects.count() == 4
