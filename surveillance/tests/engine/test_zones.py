"""Days are those of the centre: the database's reckoning against the standard library's.

12 zones from 11 hours behind UTC to 14 ahead, with shifts of an hour, of half an hour and none;
moments from 2024 to 2040, every change of the clocks and the seconds around midnight among them.
"""

import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Centre
from surveillance.engine.planning import plan_deliveries
from surveillance.models import CareTeam, Delivery, Due

pytestmark = pytest.mark.django_db
UTC = datetime.UTC
DAY, SECOND = datetime.timedelta(days=1), datetime.timedelta(seconds=1)
FIRST = datetime.datetime(2024, 1, 1, tzinfo=UTC)
LAST = datetime.datetime(2040, 12, 31, tzinfo=UTC)
ZONES = [
    *("Pacific/Pago_Pago", "America/Los_Angeles", "America/New_York", "America/St_Johns"),
    *("UTC", "Europe/London", "Europe/Paris", "Asia/Kathmandu"),
    *("Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati"),
]


def local(moment: datetime.datetime, zone: str) -> datetime.date:
    return moment.astimezone(ZoneInfo(zone)).date()


@cache
def changes(zone: str) -> list[datetime.datetime]:
    """The first midnight (UTC) after each change of the clocks, and each end of February."""
    place, found, moment = ZoneInfo(zone), [], FIRST
    while moment < LAST:
        before, moment = moment, moment + DAY
        if before.astimezone(place).utcoffset() != moment.astimezone(place).utcoffset():
            found.append(moment)
        if before.month == 2 and before.day >= 28:
            found.append(moment)
    return found


@st.composite
def moments(draw: st.DrawFn, zone: str) -> datetime.datetime:
    """Any second; or one within a day of a change; or one next to a local midnight."""
    anywhere = st.integers(0, int((LAST - FIRST).total_seconds())).map(lambda n: FIRST + n * SECOND)
    changing = st.tuples(st.sampled_from(changes(zone)), st.integers(-86400, 86400))
    moment = draw(st.one_of(anywhere, changing.map(lambda pair: pair[0] + pair[1] * SECOND)))
    if draw(st.booleans()):
        midnight = datetime.datetime.combine(local(moment, zone), datetime.time())
        moment = midnight.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        moment += draw(st.integers(-2, 2)) * SECOND
    return moment


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, team: CareTeam) -> str:
    """Where the centre is."""
    Centre.objects.update(time_zone=request.param)
    return str(request.param)


FOR_A_WHILE = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FOR_A_WHILE
@given(data=st.data(), late=st.integers(-2, 2))
def test_an_item_is_due_from_the_centre_s_midnight_on(
    due: Due, zone: str, data: st.DataObject, late: int
) -> None:
    now = data.draw(moments(zone))
    with transaction.atomic():
        Due.objects.update(due_date=local(now, zone) - late * DAY)
        assert plan_deliveries(now).added == (1 if late >= 0 else 0)
        transaction.set_rollback(True)


@FOR_A_WHILE
@given(data=st.data(), later=st.integers(-200_000, 200_000))
def test_a_repeat_comes_seven_of_the_centre_s_days_later(
    due: Due, zone: str, data: st.DataObject, later: int
) -> None:
    sent_at = data.draw(moments(zone))
    now = sent_at + 7 * DAY + later * SECOND
    is_time = local(now, zone) - local(sent_at, zone) >= 7 * DAY
    with transaction.atomic():
        Due.objects.update(due_date=local(sent_at, zone))
        plan_deliveries(sent_at)
        Delivery.objects.update(state="sent", ended_at=sent_at, sent_by="sweeper:1")
        assert plan_deliveries(now).added == (1 if is_time else 0)
        transaction.set_rollback(True)


def test_the_zones_do_change_their_clocks() -> None:
    """So that the properties above meet what they are about."""
    leap_and_february_ends = 17 + 5
    found = [len(changes(zone)) - leap_and_february_ends for zone in ZONES]
    assert found == [0, 34, 34, 34, 0, 34, 34, 0, 34, 34, 34, 0]
