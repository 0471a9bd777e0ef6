"""Centres: made once, by hand, with the time zone in which their dates are counted."""

from zoneinfo import available_timezones

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Centre


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
