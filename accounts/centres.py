"""Centres: made once, by hand, with the time zone in which their dates are counted."""

import datetime
from zoneinfo import available_timezones

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre, User


class RefusedError(Exception):
    """Its text is one sentence for the person who sets up a centre or an account."""


def create_centre(*, name: str, time_zone: str) -> Centre:
    """Refused: no name, a name taken (whatever its case), a zone not known by its IANA name."""
    name = name.strip()
    longest = Centre._meta.get_field("name").max_length or 0
    if not 0 < len(name) <= longest:
        raise RefusedError(_("A centre needs a name of at most %d characters.") % longest)
    if not is_time_zone(time_zone):
        raise RefusedError(
            _("%s is no time zone: name one as in Europe/Paris or America/Toronto.") % time_zone
        )
    if Centre.objects.filter(name__iexact=name).exists():
        raise RefusedError(_("There is a centre of that name already: %s.") % name)
    return Centre.objects.create(name=name, time_zone=time_zone)


def is_time_zone(name: str) -> bool:
    """Known to Python, which shows dates, and to PostgreSQL, which decides what is due today."""
    if name not in available_timezones():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_timezone_names WHERE name = %s", [name])
        return cursor.fetchone() == (1,)


def save_limits(
    *, centre: Centre, limits: dict[str, int], seen_at: datetime.datetime | None, by: User
) -> Centre:
    """How old CT and blood tests may be from now on; returns the centre as it is then.

    seen_at: when the values that the person saw had been changed. Refused if they changed since
    to something else; the same values again change nothing.
    """
    with transaction.atomic():
        stored = Centre.objects.select_for_update().get(pk=centre.pk)
        if all(getattr(stored, name) == weeks for name, weeks in limits.items()):
            return stored
        if stored.limits_changed_at != seen_at:
            raise RefusedError(_("Somebody else changed these limits meanwhile. Look at them."))
        for name, weeks in limits.items():
            setattr(stored, name, weeks)
        stored.limits_changed_at, stored.limits_changed_by = timezone.now(), by
        stored.save(update_fields=[*limits, "limits_changed_at", "limits_changed_by"])
    return stored
