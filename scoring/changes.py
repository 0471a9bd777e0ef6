"""What a stored card says that the one before it did not, and why: a new value or a new rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.history.log import changes_between
from cases.models import Case, History
from cases.sections import BY_SLUG, SECTIONS
from scoring.models import CardRow
from scoring.rules import RULES
from scoring.wording.rule_words import field_label
from scoring.wording.stored import describe_stored

NAMED = 3  # fields that one line names; of more it says how many
SLUGS = {section.model._meta.db_table: section.slug for section in SECTIONS}
READS = {rule.key: tuple(dict.fromkeys(str(field) for field in rule.reads)) for rule in RULES}
# Columns of a row by which all that it says counts, counts no longer, or comes before another's.
WHOLE_ROW = frozenset({"entered_in_error", "position"})


@dataclass(frozen=True)
class CardChange:
    """before, after: headlines. reasons: in words; empty where none can be told. when: local.

    address: of the rule's earlier cards.
    """

    before: str
    after: str
    reasons: tuple[str, ...]
    when: str
    address: str

    def __str__(self) -> str:
        words = {"when": self.when, "before": self.before, "after": self.after}
        if self.before == self.after:
            text = _("%(when)s: looked at anew, the answer stayed") % words
        else:
            text = _("%(when)s: %(before)s → %(after)s") % words
        return f"{text} ({'; '.join(self.reasons)})" if self.reasons else text


class Numbered(NamedTuple):
    """A stored card. number: 1 is its rule's first. of: how many the rule has."""

    row: CardRow
    number: int
    of: int


def latest_changes(case: Case) -> dict[str, CardChange]:
    """By rule, for those that have an earlier card; one query, and one more if there are any."""
    pairs: dict[str, list[CardRow]] = {}
    for card in newest_cards(case, 2, at_least=2):
        pairs.setdefault(card.row.rule, []).append(card.row)
    found = [(pair[1], pair[0]) for pair in pairs.values()]
    log = history_between(case, (row for pair in found for row in pair))
    return {new.rule: describe_change(case, old, new, log) for old, new in found}


def newest_cards(case: Case, count: int, *, at_least: int = 1, rule: str = "") -> list[Numbered]:
    """So many of each rule that has at least so many, or of one rule alone; the newest first."""
    within: dict[str, Any] = {"partition_by": [F("rule")]}
    rows = CardRow.objects.filter(case=case, **({"rule": rule} if rule else {}))
    numbered = rows.annotate(
        nth=Window(RowNumber(), order_by=F("id").desc(), **within),
        of=Window(Count("*"), **within),
    )
    newest = numbered.filter(nth__lte=count, of__gte=at_least).order_by("rule", "-id")
    return [Numbered(row, row.of - row.nth + 1, row.of) for row in newest]


def history_between(case: Case, rows: Iterable[CardRow]) -> list[History]:
    """What changed in the record from the oldest of these cards to the newest."""
    versions = [row.case_version for row in rows]
    return changes_between(case, min(versions), max(versions)) if versions else []


def describe_change(case: Case, old: CardRow, new: CardRow, log: list[History]) -> CardChange:
    """log: as `history_between` gives, of these cards or of more."""
    return CardChange(
        before=describe_stored(old.payload).headline,
        after=describe_stored(new.payload).headline,
        reasons=tuple(_reasons(old, new, log)),
        when=date_format(timezone.localtime(new.at), "j M Y"),
        address=f"{reverse('scoring:history', args=[case.uid])}?rule={new.rule}",
    )


def _reasons(old: CardRow, new: CardRow, log: list[History]) -> list[str]:
    """A new value only where the rule's facts differ: what it did not read is no reason."""
    reasons = []
    if old.inputs_hash != new.inputs_hash:
        between = [c for c in log if old.case_version < c.case_version <= new.case_version]
        if labels := _labels(new.rule, changed_paths(between)):
            reasons.append(_("new value: %(fields)s") % {"fields": _first_few(labels)})
        elif old.rule_version == new.rule_version:
            reasons.append(_("new value"))
    if old.rule_version != new.rule_version:
        versions = {"old": old.rule_version, "new": new.rule_version}
        reasons.append(_("new rule version %(old)s → %(new)s") % versions)
    return reasons


def changed_paths(log: Iterable[History]) -> set[str]:
    """Fields "section.field" that differ between the ends of a stretch of history, oldest first.

    A section alone: one of its rows was entered in error, or counts again, or was moved.
    """
    first: dict[tuple[str, Any, str], Any] = {}
    last: dict[tuple[str, Any, str], Any] = {}
    for change in log:
        slug = SLUGS.get(change.table_name)
        if slug is None:
            continue
        before, after = _values(change.before), _values(change.after)
        for name in {**before, **after}:
            key = (slug, change.row_uid, name)
            first.setdefault(key, before.get(name))
            last[key] = after.get(name)
    differing = (key for key, value in last.items() if value != first[key])
    return {slug if name in WHOLE_ROW else f"{slug}.{name}" for slug, _row, name in differing}


def _values(columns: dict[str, Any] | None) -> dict[str, Any]:
    """By field: its column, or what `meta` says of it where that changed too."""
    values = dict(columns or {})
    meta = values.pop("meta", None) or {}
    return values | {name: (values.get(name), said) for name, said in meta.items()}


def _labels(rule: str, paths: set[str]) -> list[str]:
    """Of the changed fields that the rule reads; of its sections whose rows changed as a whole."""
    reads = READS.get(rule, ())
    sections = list(dict.fromkeys(path.partition(".")[0] for path in reads))
    dates = [f"{slug}.date" for slug in sections]
    fields = [path for path in dict.fromkeys([*reads, *dates]) if path in paths]
    whole = [
        _("%(section)s, a whole row") % {"section": BY_SLUG[slug].title}
        for slug in sections
        if slug in paths
    ]
    return [field_label(path) for path in fields] + ([] if fields else whole)


def _first_few(labels: list[str]) -> str:
    named, others = labels[:NAMED], len(labels[NAMED:])
    if others:
        more = ngettext("%(count)s more", "%(count)s more", others) % {"count": others}
        named = [*named, more]
    return ", ".join(named)
