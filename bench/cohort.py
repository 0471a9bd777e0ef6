"""An invented cohort in the database: demonstration cases, pseudonyms BENCH-000001 and on.

Every field of every section is drawn by its kind, so that a new field is in it without a line
here. Written by COPY as the owner with the history triggers off: a bench changes no record.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from accounts.database import as_owner
from accounts.models import Centre
from accounts.uids import uuid7
from cases.models import Case
from cases.models.fields import DecimalJSONField, dump_json
from cases.sections import SECTIONS, Section
from cases.values import Choice, ChoiceList, Kind, Measurement, Number, PartialDate, WholeNumber
from cases.values.measures import Measure

CHUNK = 2_000  # cases written at a time
ANSWERED = 0.65  # of the fields of a row
WITH_REASON = 0.03  # fields that hold a reason or another source instead of a bare value
# How many rows a repeating section has, one of these; a single section has one.
ROWS = {"labs": (1, 2, 2, 3), "ct_abdomen": (1, 1, 2), "follow_up": (0, 1, 2, 3)}
OTHER_ROWS = (0, 1, 1, 1)
FINDINGS = ("present", "absent", "absent", "absent", "equivocal", "not_assessed")
HISTOLOGIES = ("leiomyosarcoma",) * 7 + ("renal_cell_carcinoma", "liposarcoma")
Draw = Callable[[random.Random], Any]
Row = tuple[int, dict[str, Any], dict[str, Any]]  # position, columns, meta


def make_cohort(count: int, seed: int) -> list[int]:
    """Keys of the new cases; the same values for the same seed."""
    centre = Centre.objects.create(name="Bench", is_demo=True)
    numbers = range(count)
    with as_owner():
        _switch_triggers("DISABLE")
        for start in range(0, count, CHUNK):
            _write(centre, numbers[start : start + CHUNK], seed)
        _switch_triggers("ENABLE")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return list(Case.objects.order_by("pk").values_list("pk", flat=True))


def rows_of(section: Section, chance: random.Random) -> Iterator[Row]:
    """The rows of one section of one patient."""
    rows = chance.choice(ROWS.get(section.slug, OTHER_ROWS)) if section.is_many else 1
    for position in range(rows):
        columns: dict[str, Any] = {}
        meta: dict[str, Any] = {}
        for name, draw in DRAWS[section.slug].items():
            luck = chance.random()
            if luck < ANSWERED:
                columns[name] = draw(chance)
            elif luck > 1 - WITH_REASON:
                meta[name] = {"missing": chance.choice(("unknown", "not_done"))}
        yield position, columns, meta


def _switch_triggers(how: str) -> None:
    with connection.cursor() as cursor:
        for model in (Case, *(section.model for section in SECTIONS)):
            table = sql.Identifier(model._meta.db_table)
            cursor.execute(sql.SQL(f"ALTER TABLE {{}} {how} TRIGGER USER").format(table))


def _write(centre: Centre, numbers: Sequence[int], seed: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        names = [f"BENCH-{number + 1:06}" for number in numbers]
        made = Case.objects.bulk_create(
            [Case(centre=centre, pseudonym=name, is_demo=True) for name in names]
        )
        patients = [
            (case.pk, random.Random(f"{seed} {number}"))  # noqa: S311  # drawn, not secret
            for case, number in zip(made, numbers, strict=True)
        ]
        for section in SECTIONS:
            _copy(cursor, section, patients)


def _copy(cursor: Any, section: Section, patients: Sequence[tuple[int, random.Random]]) -> None:
    fields = {field.name: field for field in section.model.recorded_fields()}
    columns = ["case_id", "uid", "position", "meta", *(f.column for f in fields.values())]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(section.model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    json = {name for name, field in fields.items() if isinstance(field, DecimalJSONField)}
    with cursor.copy(statement) as copy:
        for case_id, chance in patients:
            for position, values, meta in rows_of(section, chance):
                stored = [
                    dump_json(values[name]) if name in json and name in values else values.get(name)
                    for name in fields
                ]
                copy.write_row([case_id, uuid7(), position, dump_json(meta), *stored])


def _draw_of(section: Section, name: str, kind: Kind) -> Draw:
    if (section.slug, name) == ("pathology", "diagnosis"):
        return lambda chance: chance.choice(HISTOLOGIES)
    if isinstance(kind, ChoiceList):
        words = list(kind.choices.values)
        return lambda chance: sorted(chance.sample(words, min(2, len(words))), key=words.index)
    if isinstance(kind, Choice):
        words = list(kind.choices.values)
        known = [word for word in FINDINGS if word in words] if kind.name == "finding" else words
        return lambda chance: chance.choice(known or words)
    if isinstance(kind, Measurement):
        return _measurement(kind.measure)
    if isinstance(kind, PartialDate):
        return _date
    if isinstance(kind, Number):
        return _number(kind)
    return lambda chance: f"Invented remark {chance.randrange(10**9)}"


def _number(kind: Number) -> Draw:
    low, high = (int(bound) for bound in kind.usual or (kind.low, kind.high))
    if isinstance(kind, WholeNumber):
        return lambda chance: chance.randrange(low, high + 1, kind.step)
    return lambda chance: _between(chance, Decimal(low), Decimal(high))


def _measurement(measure: Measure) -> Draw:
    """Within the usual bounds, in any of its units; of a laboratory mostly with its limits."""
    if not measure.has_number:
        return lambda chance: {"result": chance.choice(("normal", "low", "high"))}

    def draw(chance: random.Random) -> dict[str, Any]:
        unit = chance.choice(measure.units)
        bounds = measure.usual or (measure.low, measure.high)
        low, high = (bound / unit.factor for bound in bounds)
        value: dict[str, Any] = {"value": _between(chance, low, high), "unit": unit.key}
        if measure.has_limits and chance.random() < 0.8:
            for limit, part in (("lower", 0.2), ("upper", 0.6)):
                number = low + (high - low) * Decimal(str(part + chance.random() / 10))
                value[limit] = {"value": round(number, 2), "unit": unit.key}
        if chance.random() < 0.02:
            value["comparator"] = chance.choice("<>")
        return value

    return draw


def _between(chance: random.Random, low: Decimal, high: Decimal) -> Decimal:
    """Three figures after the point: no two patients have all their numbers alike."""
    return round(low + (high - low) * Decimal(str(chance.random())), 3)


def _date(chance: random.Random) -> str:
    day = (
        f"{chance.randrange(2005, 2026)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    )
    return day[: chance.choice((4, 7, 10, 10, 10, 10))]


DRAWS: dict[str, dict[str, Draw]] = {
    section.slug: {name: _draw_of(section, name, kind) for name, kind in section.kinds.items()}
    for section in SECTIONS
}
