"""What others did to a row since a page of it was opened."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, History, Identity
from cases.models.rows import SectionRow
from cases.sections import Section


@dataclass(frozen=True)
class LaterChange:
    """One save of somebody: which fields, who and when, in words.

    actor: the key of the person; 0 for an import.
    """

    names: frozenset[str]
    who: str
    moment: str
    actor: int = 0


def later_changes(
    case: Case, section: Section, row: SectionRow, version: int, *, but_for: User | None = None
) -> list[LaterChange]:
    """The changes of a row after a version of its case, the oldest first; without one person's."""
    found = _changes_since(case, section.model, version)
    if section.is_many:
        found = found.filter(row_uid=row.uid)
    left_out = but_for.pk if but_for else 0
    return _told([change for change in found if change.actor != left_out], section.kinds)


def later_identity_changes(case: Case, names: Collection[str], version: int) -> list[LaterChange]:
    """The changes of these columns of an identity after a version of its case, the oldest first."""
    return _told(_changes_since(case, Identity, version), names)


def names_changed_in(row: SectionRow, section: Section, version: int) -> frozenset[str]:
    """The fields of a row that one version of its case changed; none where it left it alone."""
    changes = History.objects.filter(case_id=row.case_id, case_version=version)
    found = changes.filter(table_name=row._meta.db_table, row_uid=row.uid)
    return frozenset().union(*(_changed_names(change, section.kinds) for change in found))


def last_change_of(name: str, changes: Collection[LaterChange]) -> LaterChange | None:
    """Who changed a field last."""
    return next((change for change in reversed(list(changes)) if name in change.names), None)


def describe_changes(section: Section, changes: Collection[LaterChange]) -> list[str]:
    """One sentence a person: which fields they changed; nothing for changes of no field."""
    by_person: dict[str, list[str]] = {}
    for change in changes:
        names = by_person.setdefault(change.who, [])
        names += [name for name in section.kinds if name in change.names and name not in names]
    return [
        _("Also changed meanwhile by %(who)s: %(fields)s.")
        % {"who": who, "fields": ", ".join(section.label(name) for name in names)}
        for who, names in by_person.items()
        if names
    ]


def _changes_since(case: Case, model: type[models.Model], version: int) -> QuerySet[History]:
    found = History.objects.filter(case_id=case.pk, table_name=model._meta.db_table)
    return found.filter(case_version__gt=version).order_by("id")


def _told(changes: Iterable[History], names: Collection[str]) -> list[LaterChange]:
    changes = list(changes)
    people = User.objects.in_bulk([change.actor for change in changes if change.actor])
    return [
        LaterChange(
            _changed_names(change, names),
            str(people.get(change.actor or 0) or _("an import")),
            date_format(timezone.localtime(change.at), "H:i"),
            change.actor or 0,
        )
        for change in changes
    ]


def _changed_names(change: History, names: Collection[str]) -> frozenset[str]:
    """Columns that changed, and fields whose reason or source did."""
    before, after = change.before or {}, change.after or {}
    old, new = before.get("meta") or {}, after.get("meta") or {}
    told = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    columns = {name for name, value in after.items() if before.get(name) != value}
    return frozenset((columns | told) & set(names))
