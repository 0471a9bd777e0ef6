"""One row of one section, as a form."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.uids import uuid7
from cases.document import Document, plain
from cases.drafts import TypedField, unsaved_rows
from cases.forms.base import SectionForm
from cases.forms.reading import make_read_only
from cases.models import Case, Draft
from cases.models.rows import SectionRow
from cases.order import describe_contradictions
from cases.pages.conflicts import ConflictLine, Disputed, are_own
from cases.pages.frame import CasePage
from cases.ports import Panel
from cases.sections import SECTIONS, Section, section_address
from cases.values import Recorded


@dataclass(frozen=True)
class SaveState:
    """What the form has to carry to the next save, and what the last one met.

    seen: up to when it shows what the viewer typed; is_fresh: read now, not a refused form.
    before: what the page whose form was refused called itself.
    draft, typed: what of the form is not saved: the viewer's draft of the row, by field.
    older: fields typed on an older version than base_version, with that version.
    touched: fields of a refused form that may not be kept as a draft yet.
    """

    base_version: int
    save_key: uuid.UUID = field(default_factory=uuid7)
    seen: int = 0
    is_fresh: bool = False
    before: str = ""
    draft: Draft | None = None
    typed: Mapping[str, TypedField] = field(default_factory=dict)
    older: Mapping[str, int] = field(default_factory=dict)
    touched: Collection[str] = ()
    disputed: Disputed | None = None

    @property
    def versions_typed_on(self) -> str:
        """As `read_older` reads it."""
        older = {**self.older, **{name: typed.base_version for name, typed in self.typed.items()}}
        return ",".join(f"{name}:{version}" for name, version in older.items())


@dataclass(frozen=True)
class RowTab:
    """One row of a repeating section."""

    title: str
    address: str
    is_current: bool
    has_draft: bool = False


@dataclass(frozen=True)
class FieldLink:
    """A field by its label, to be jumped to."""

    label: str
    anchor: str


@dataclass(frozen=True)
class DraftNotice:
    """What the form shows that is not saved, and since when; moment: time and day in words."""

    moment: str
    fields: list[FieldLink]


@dataclass
class SectionPage:
    """One row of one section, as a form."""

    section: Section
    row_uid: uuid.UUID
    form: SectionForm
    tabs: list[RowTab]
    add_address: str
    draft_address: str
    discard_address: str
    next_slug: str
    save: SaveState
    conflicts: list[ConflictLine]
    draft: DraftNotice | None
    was_refused: bool
    warnings: list[str]
    above: Panel | None
    below: Panel | None

    @property
    def field_names(self) -> str:
        """The fields this page carries: only these may change."""
        return ",".join(self.form.fields)

    @property
    def touched(self) -> str:
        """The fields that the page has to send as a draft at once."""
        return ",".join(self.save.touched)

    @property
    def are_conflicts_own(self) -> bool:
        """Whether nobody else is behind any of them."""
        return are_own(self.conflicts)

    @property
    def is_typed(self) -> bool:
        """Whether the form shows something that the record does not say."""
        return bool(self.draft or self.conflicts) or self.was_refused


def section_page(
    page: CasePage, section: Section, row: SectionRow, form: SectionForm, save: SaveState
) -> SectionPage:
    """The middle of the page: tabs of rows, the form, what the save needs to know."""
    if not page.can_edit and not form.is_bound:  # what was typed stays in sight
        make_read_only(form)
    place = [page.case.uid, section.slug]
    return SectionPage(
        section=section,
        row_uid=row.uid,
        form=form,
        tabs=_tabs(page, section, row.uid),
        add_address=_add_address(page.case, section),
        draft_address=reverse("cases:draft", args=place),
        discard_address=reverse("cases:discard_draft", args=place),
        next_slug=_next_slug(section),
        save=save,
        conflicts=_conflict_lines(section, form, save),
        draft=_draft_notice(section, form, save),
        was_refused=form.is_bound and not form.is_valid(),
        warnings=describe_contradictions(page.document, section, str(row.uid)),
        above=import_string(section.above)(page, row) if section.above else None,
        below=import_string(section.below)(page, row) if section.below else None,
    )


def _add_address(case: Case, section: Section) -> str:
    """Where a further row is made; empty for a section that a case has once."""
    if section.add:
        return reverse(section.add, args=[case.uid])
    return section_address(case, section, uuid7()) if section.is_many else ""


def _conflict_lines(section: Section, form: SectionForm, save: SaveState) -> list[ConflictLine]:
    """Conflicts in words."""

    def shown(name: str, entry: Recorded) -> str:
        value = _("empty") if entry.value is None else section.kinds[name].display(entry.value)
        return f"{value} ({entry.source})" if entry.source else value

    if save.disputed is None:
        return []
    return save.disputed.lines(section.label, partial(_anchor, form), shown)


def _draft_notice(section: Section, form: SectionForm, save: SaveState) -> DraftNotice | None:
    if save.draft is None or not save.typed:
        return None
    at = timezone.localtime(save.draft.updated_at)
    words = {"time": date_format(at, "H:i"), "day": date_format(at, "j M")}
    links = [FieldLink(section.label(name), _anchor(form, name)) for name in save.typed]
    return DraftNotice(_("%(time)s on %(day)s") % words, links)


def _anchor(form: SectionForm, name: str) -> str:
    """The id of a field's first control."""
    return str(form[name].auto_id) if name in form.fields else ""


def _tabs(page: CasePage, section: Section, current: uuid.UUID) -> list[RowTab]:
    """Saved rows, then those that are drafts only, then the new one if that is shown."""
    if not section.is_many:
        return []
    rows = page.document.get(section.slug, [])
    typed = {str(draft.row_uid) for draft in page.drafts if draft.section == section.slug}
    tabs = [_tab(page.case, section, index, row, current, typed) for index, row in enumerate(rows)]
    new = unsaved_rows(page.drafts, section)
    for uid in [*new, *([current] if not _is_among(current, rows, new) else [])]:
        words = {"row": section.row_title, "number": len(tabs) + 1}
        title = _("%(row)s %(number)s, not saved") if uid in new else _("%(row)s %(number)s, new")
        address = section_address(page.case, section, uid)
        tabs.append(RowTab(title % words, address, uid == current))
    return tabs


def _is_among(uid: uuid.UUID, rows: Iterable[Document], others: list[uuid.UUID]) -> bool:
    return uid in others or any(row["uid"] == str(uid) for row in rows)


def _tab(
    case: Case, section: Section, index: int, row: Document, current: uuid.UUID, typed: set[str]
) -> RowTab:
    date = plain(row.get("date"))
    title = f"{section.row_title} {index + 1}"
    if date:
        title += f" · {section.kinds['date'].display(date)}"
    address = section_address(case, section, row["uid"])
    return RowTab(title, address, row["uid"] == str(current), row["uid"] in typed)


def _next_slug(section: Section) -> str:
    following = SECTIONS[SECTIONS.index(section) + 1 :]
    return following[0].slug if following else ""
