"""What others did to a row since a page of it was opened."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, History
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
    found = History.objects.filter(
        case_id=case.pk, case_version__gt=version, table_name=section.model._meta.db_table
    )
    if section.is_many:
        found = found.filter(row_uid=row.uid)
    left_out = but_for.pk if but_for else 0
    changes = [change for change in found.order_by("id") if change.actor != left_out]
    people = User.objects.in_bulk([change.actor for change in changes if change.actor])
    return [
        LaterChange(
            _changed_names(change, section),
            str(people.get(change.actor or 0) or _("an import")),
            date_format(timezone.localtime(change.at), "H:i"),
            change.actor or 0,
        )
        for change in changes
    ]


def names_changed_in(row: SectionRow, section: Section, version: int) -> frozenset[str]:
    """The fields of a row that one version of its case changed; none where it left it alone."""
    changes = History.objects.filter(case_id=row.case_id, case_version=version)
    found = changes.filter(table_name=row._meta.db_table, row_uid=row.uid)
    return frozenset().union(*(_changed_names(change, section) for change in found))


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


def _changed_names(change: History, section: Section) -> frozenset[str]:
    """Columns that changed, and fields whose reason or source did."""
    before, after = change.before or {}, change.after or {}
    old, new = before.get("meta") or {}, after.get("meta") or {}
    told = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    columns = {name for name, value in after.items() if before.get(name) != value}
    return frozenset((columns | told) & set(section.kinds))
