"""What the forms refuse the database refuses too, whoever writes."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from cases.models import Case, Labs, Presentation
from cases.sections import SECTIONS, Section

CHECKED = [
    (section, name)
    for section in SECTIONS
    for name, kind in section.kinds.items()
    if kind.name != "text"
]
IMPOSSIBLE = {
    "finding": "'maybe'",
    "choice": "'maybe'",
    "choice_list": "ARRAY['maybe']",
    "whole_number": "-1",
    "number": "-1",
    "partial_date": "'5 March'",
    "measurement": "'{}'",
}


def insert(table: str, name: str, value: str, case: Case) -> None:
    """A row written by hand, as the application's role."""
    sql = (
        f'INSERT INTO {table} (case_id, uid, position, meta, "{name}")'
        f" VALUES (%s, gen_random_uuid(), 0, '{{}}', {value})"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [case.pk])


def test_no_column_takes_what_its_form_refuses(case: Case) -> None:
    accepted = []
    for section, name in CHECKED:
        table, kind = section.model._meta.db_table, section.kinds[name].name
        try:
            insert(table, name, IMPOSSIBLE[kind], case)
            accepted.append(f"{table}.{name}")
        except (IntegrityError, DataError):
            continue
    assert accepted == []


@pytest.mark.parametrize(
    ("table", "name", "value"),
    [
        ("cases_presentation", "age_at_diagnosis", "121"),
        ("cases_presentation", "pack_years", "300.1"),
        ("cases_presentation", "comorbidities", "''"),
        ("cases_presentation", "comorbidities", "repeat('x', 10001)"),
        ("cases_presentation", "date_of_diagnosis", "'2021-3'"),
        ("cases_ctthorax", "differentials", "ARRAY[]::varchar[]"),
        ("cases_labs", "haemoglobin", "'12'"),
        ("cases_labs", "haemoglobin", "'[]'"),
        ("cases_immunohistochemistry", "sma", "'absent'"),
    ],
)
def test_the_edges_of_each_check(case: Case, table: str, name: str, value: str) -> None:
    with pytest.raises((IntegrityError, DataError)):
        insert(table, name, value, case)


def test_a_row_without_any_answer_is_possible(case: Case) -> None:
    for section in SECTIONS:
        row = section.model._default_manager.create(case=case)
        row.refresh_from_db()
        assert {name: getattr(row, name) for name in section.kinds} == dict.fromkeys(section.kinds)


@pytest.mark.parametrize(
    "section", [section for section in SECTIONS if not section.is_many], ids=lambda s: s.slug
)
def test_a_single_section_stands_once_in_a_case(case: Case, section: Section) -> None:
    section.model._default_manager.create(case=case)
    with pytest.raises(IntegrityError):
        section.model._default_manager.create(case=case)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("record_status", "closed"),
        ("surveillance_state", "ended"),
        ("surveillance_state", "suspended"),
    ],
)
def test_an_end_needs_a_reason(case: Case, column: str, value: str) -> None:
    with pytest.raises(IntegrityError):
        Case.objects.filter(pk=case.pk).update(**{column: value})


@pytest.mark.parametrize("year", [1899, 2101])
def test_a_year_of_birth_is_possible(case: Case, year: int) -> None:
    case.identity.year_of_birth = year
    with pytest.raises(IntegrityError):
        case.identity.save()


def test_a_decimal_keeps_its_zeros_in_the_database(case: Case) -> None:
    insert("cases_presentation", "pack_years", "10.50", case)
    insert("cases_labs", "haemoglobin", """'{"value": 12.0, "unit": "g/dL"}'""", case)
    assert str(Presentation.objects.get().pack_years) == "10.50"
    assert str(Labs.objects.get().haemoglobin["value"]) == "12.0"
