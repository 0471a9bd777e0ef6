"""Partial dates: precision kept, today is the centre's, nothing lies in the future."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.tests.test_values_simple import refusal
from cases.values import PartialDate, Recorded
from cases.values.dates import date_range

DATE = PartialDate()
NOW = datetime.datetime(2021, 3, 5, 23, 30, tzinfo=datetime.UTC)  # the 6th in Paris


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-02", "2021-02-01", "2021-02-28"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021-03-05", "2021-03-05", "2021-03-05"),
    ],
)
def test_a_partial_date_is_a_range(text: str, first: str, last: str) -> None:
    assert tuple(day.isoformat() for day in date_range(text)) == (first, last)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2021", "2021"), ("2021-03", "Mar 2021"), ("2021-03-05", "5 Mar 2021")],
)
def test_a_date_is_shown_with_its_precision(text: str, shown: str) -> None:
    assert DATE.display(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        *("05/03/2021", "2021-3-5", "2021-13", "2021-00", "2021-02-30", "2021-02-29", "21", "0000"),
        *("２０２１", "2021-03-05T10:00", "2021-03-05\n", "yesterday", "\x00", "-2021", "2021-"),
    ],
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    message = f"“{text}” is not a date. Write 2021, 2021-03 or 2021-03-05."
    assert refusal(DATE.check, text) == message


@pytest.mark.parametrize("value", [2021, None, [], 20210305])
def test_a_date_is_text(value: object) -> None:
    with pytest.raises(ValidationError, match="is not a date"):
        DATE.check_value(value)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("5.3.2021", "2021-03-05"), ("05.03.2021", "2021-03-05"), ("05/03/2021", "05/03/2021")],
)
def test_a_day_before_its_month_is_read_where_points_say_so(typed: str, read: str) -> None:
    assert DATE.read_value({"value": typed}) == read


def test_before_1900_is_refused() -> None:
    assert refusal(DATE.check, "1899-12-31") == "This date lies before 1900."
    assert DATE.check("1900") == Recorded("1900")


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("text", ["2021-03-05", "2021-03", "2021"])
def test_today_this_month_and_this_year_have_begun(text: str) -> None:
    assert DATE.check(text) == Recorded(text)


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("text", ["2021-03-06", "2021-04", "2022"])
def test_what_has_not_begun_is_refused(text: str) -> None:
    message = f"{text} lies in the future. Only what has happened is recorded here."
    assert refusal(DATE.check, text) == message


@time_machine.travel(NOW, tick=False)
def test_today_is_that_of_the_centre() -> None:
    with timezone.override("Europe/Paris"):
        assert DATE.check("2021-03-06") == Recorded("2021-03-06")
    with timezone.override("America/New_York"):
        assert refusal(DATE.check, "2021-03-06").startswith("2021-03-06 lies in the future")
