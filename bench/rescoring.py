"""`rescore` over a stored cohort, end to end, beside a bare reading of the same rows."""

from collections.abc import Iterator
from dataclasses import replace
from unittest import mock

from django.db import connection
from django.db.models import Count

from bench.measuring import Spent, interleaved, interval, memory, spent
from bench.report import Figure
from bench.rules import profile_of
from scoring import services
from scoring.facts import READ_BY_RULES
from scoring.loading import stored_section
from scoring.models import CardRow, Scored
from scoring.rescoring import BATCH, score_all
from scoring.rules import RULES

ROUNDS = 10  # of whole batches: at least ROUNDS x BATCH cases
LEAST = 5_000  # cases a second of one core


def first_scoring(count: int) -> Figure:
    """Every rule evaluated, every card written, the list's table filled."""
    time = spent(lambda: list(score_all()))
    cards = CardRow.objects.count()
    return Figure(f"first scoring, {count:,} cases, {cards:,} cards written", _rate(count, time))


def unchanged(case_ids: list[int]) -> Iterator[Figure]:
    """(a): every case read, its inputs compared with what its cards were made of."""
    size = len(case_ids) // ROUNDS // BATCH * BATCH
    slices = [case_ids[start * size : (start + 1) * size] for start in range(ROUNDS)]
    before, held = _written(), memory()
    batches = score_all(also_current=True)
    rounds = interleaved(
        [lambda: [next(batches) for _each in range(size // BATCH)]] * ROUNDS,
        [lambda part=part: _bare_reading(part) for part in slices],  # type: ignore[misc]
    )
    rate = interval(size / (each.cpu + each.database) for each in rounds.ours)
    name = f"rescore --all, {size * ROUNDS:,} cases, nothing changed"
    yield Figure(name, rate.text("cases/s of one core", 0), f">= {LEAST:,}", rate.middle >= LEAST)
    walls = interval(size / each.wall for each in rounds.ours)
    yield Figure("  until done, while others use the machine", walls.text("cases/s", 0))
    own, database = (
        interval(value * 1e6 / size for value in values)
        for values in zip(*(each[:2] for each in rounds.ours), strict=True)
    )
    yield Figure("  CPU of a case, ours", own.text("µs"))
    yield Figure("  CPU of a case, the database's", database.text("µs"))
    yield Figure("  CPU by a bare reading of the same rows", rounds.ratio().text("times", 2))
    yield Figure("  memory at the start and at the end", f"{held:.0f} and {memory():.0f} MB")
    yield Figure("  rows written", f"{_written() - before}", "0", _written() == before)


def where_the_time_goes() -> list[str]:
    """Of one batch in which nothing changed."""
    batches = score_all(also_current=True)
    next(batches)
    return profile_of(lambda: [next(batches) for _each in range(4)])


def newer_rule(count: int) -> Figure:
    """One rule in a new version: it is evaluated for each case, and its card written."""
    newer = [replace(RULES[0], version=f"{RULES[0].version}.bench"), *RULES[1:]]
    with mock.patch.object(services, "RULES", newer), mock.patch.object(services, "RULESET", "new"):
        time = spent(lambda: list(score_all()))
    return Figure(f"rescore, a new version of {RULES[0].key}", _rate(count, time))


def variety(count: int) -> Iterator[Figure]:
    """How many cases differ in what rules read, and how many laboratory panels in their numbers."""
    inputs = Scored.objects.aggregate(number=Count("inputs_hash", distinct=True))["number"]
    yield Figure("cases with inputs of their own", f"{inputs:,} of {count:,}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT (haemoglobin, calcium, albumin, neutrophils, platelets,"
            " creatinine, ldh)), count(*) FROM cases_labs"
        )
        panels, rows = cursor.fetchone()
    yield Figure("laboratory panels with numbers of their own", f"{panels:,} of {rows:,}")


def _bare_reading(case_ids: list[int]) -> None:
    """The rows that rules read, by the same statements, and nothing done with them."""
    with connection.cursor() as cursor:
        for start in range(0, len(case_ids), BATCH):
            ids = f"{{{','.join(map(str, case_ids[start : start + BATCH]))}}}"
            for slug in READ_BY_RULES:
                cursor.execute(stored_section(slug).statement, [ids])
                cursor.fetchall()


def _rate(count: int, time: Spent) -> str:
    core = count / (time.cpu + time.database)
    return (
        f"{core:,.0f} cases/s of one core, {count / time.wall:,.0f} until done"
        f" ({time.cpu * 1e6 / count:,.0f} µs ours, {time.database * 1e6 / count:,.0f} µs database)"
    )


def _written() -> int:
    """Rows that this database was ever given of cards and of what is current."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd)::bigint FROM pg_stat_user_tables"
            " WHERE relname IN ('scoring_cardrow', 'scoring_scored', 'cases_caseindex')"
        )
        (rows,) = cursor.fetchone()
        return int(rows)
