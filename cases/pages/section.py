"""One row of one section, as a form."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.uids import uuid7
from cases.document import Document
from cases.forms.base import SectionForm
from cases.index import plain
from cases.models import Case
from cases.pages.frame import CasePage
from cases.sections import SECTIONS, Section
from cases.services import Conflict, section_address
from cases.values import Recorded


@dataclass(frozen=True)
class RowTab:
    """One row of a repeating section."""

    title: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class ConflictLine:
    """A field two people changed: what each wants."""

    label: str
    mine: str
    theirs: str


@dataclass
class SectionPage:
    """One row of one section, as a form."""

    section: Section
    row_uid: uuid.UUID
    form: SectionForm
    tabs: list[RowTab]
    add_address: str
    next_slug: str
    base_version: int
    save_key: uuid.UUID
    conflicts: list[ConflictLine]
    accepted_version: int | None
    was_refused: bool

    @property
    def field_names(self) -> str:
        """The fields this page carries: only these may change."""
        return ",".join(self.form.fields)


def section_page(
    page: CasePage,
    section: Section,
    row_uid: uuid.UUID,
    form: SectionForm,
    *,
    base_version: int,
    save_key: uuid.UUID | None = None,
    conflicts: list[Conflict] | None = None,
    accepted_version: int | None = None,
) -> SectionPage:
    """The middle of the page: tabs of rows, the form, what the save needs to know."""
    if not page.can_edit:
        for form_field in form.fields.values():
            form_field.disabled = True
    rows = page.document.get(section.slug, []) if section.is_many else []
    tabs = [_tab(page.case, section, index, row, row_uid) for index, row in enumerate(rows)]
    if section.is_many and not any(tab.is_current for tab in tabs):
        title = _("%(row)s %(number)s, new") % {"row": section.row_title, "number": len(tabs) + 1}
        tabs.append(RowTab(title, section_address(page.case, section, row_uid), True))
    return SectionPage(
        section=section,
        row_uid=row_uid,
        form=form,
        tabs=tabs,
        add_address=section_address(page.case, section, uuid7()) if section.is_many else "",
        next_slug=_next_slug(section),
        base_version=base_version,
        save_key=save_key or uuid7(),
        conflicts=conflict_lines(section, conflicts or []),
        accepted_version=accepted_version,
        was_refused=form.is_bound and not form.is_valid(),
    )


def conflict_lines(section: Section, conflicts: list[Conflict]) -> list[ConflictLine]:
    """Conflicts in words."""

    def shown(name: str, entry: Recorded) -> str:
        value = _("empty") if entry.value is None else section.kinds[name].display(entry.value)
        return f"{value} ({entry.source})" if entry.source else value

    return [
        ConflictLine(section.label(c.name), shown(c.name, c.mine), shown(c.name, c.theirs))
        for c in conflicts
    ]


def _tab(case: Case, section: Section, index: int, row: Document, current: uuid.UUID) -> RowTab:
    date = plain(row.get("date"))
    title = f"{section.row_title} {index + 1}"
    if date:
        title += f" · {section.kinds['date'].display(date)}"
    return RowTab(title, section_address(case, section, row["uid"]), row["uid"] == str(current))


def _next_slug(section: Section) -> str:
    following = SECTIONS[SECTIONS.index(section) + 1 :]
    return following[0].slug if following else ""
