"""What the templates show, ready as words and numbers."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.memberships import Memberships
from accounts.uids import uuid7
from cases.access import may
from cases.completeness import Completeness, case_completeness, section_completeness
from cases.document import Document, load_document
from cases.forms.base import SectionForm
from cases.index import latest, plain
from cases.models import Case, CaseIndex, Identity
from cases.models.words import Certainty, Diagnosis, Sex
from cases.ports import Panel, collect_panels
from cases.sections import SECTIONS, Section
from cases.services import Conflict, section_address
from cases.values import Recorded

SEX_LETTERS = {Sex.MALE: gettext_lazy("M"), Sex.FEMALE: gettext_lazy("F")}


@dataclass(frozen=True)
class RailItem:
    """One section in the rail: its title, where it is, how much of it is answered."""

    title: str
    address: str
    completeness: Completeness
    is_current: bool

    @property
    def is_done(self) -> bool:
        """Everything that applies is answered."""
        return 0 < self.completeness.applicable == self.completeness.answered


@dataclass(frozen=True)
class PageLink:
    """A further page of the case, drawn by another app."""

    title: str
    address: str
    is_current: bool


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
class CasePage:
    """The frame of every page of a case: header, rail, panels."""

    case: Case
    title: str
    who: str
    record_number: str
    diagnosis: str
    can_edit: bool
    may_see_identity: bool
    current: str
    rail: list[RailItem]
    pages: list[PageLink]
    total: Completeness
    panels: list[Panel]
    document: Document = field(repr=False)


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


def case_page(case: Case, viewer: Memberships, current: str = "") -> CasePage:
    """Header, rail and panels of a case.

    current: slug of the section or name of the page that is shown.
    """
    document = load_document(case.pk)
    sees_identity = may(viewer, "identity.view", case)
    identity = getattr(case, "identity", None) if sees_identity else None
    return CasePage(
        case=case,
        title=case.pseudonym,
        who=describe_person(document, identity),
        record_number=(identity.record_number or "") if identity else "",
        diagnosis=describe_diagnosis(document),
        can_edit=may(viewer, "case.edit", case),
        may_see_identity=sees_identity,
        current=current,
        rail=[_rail_item(case, section, document, current) for section in SECTIONS],
        pages=[
            PageLink(str(title), reverse(name, args=[case.uid]), name == current)
            for name, title, permission in settings.CASE_PAGES
            if may(viewer, permission, case)
        ],
        total=case_completeness(document),
        panels=collect_panels(case, viewer),
        document=document,
    )


def describe_person(document: Mapping[str, Any], identity: Identity | None) -> str:
    """'M 56', and initials for those who may see them; empty while nothing is known."""
    person = document.get("presentation", {})
    sex, age = plain(person.get("sex")), plain(person.get("age_at_diagnosis"))
    parts = [str(SEX_LETTERS.get(sex, "")), "" if age is None else str(age)]
    if identity and identity.initials:
        parts.append(identity.initials)
    return " ".join(part for part in parts if part)


def describe_diagnosis(document: Mapping[str, Any]) -> str:
    """Latest pathology in words; says so when there is none."""
    specimen = latest(document.get("pathology", []), "diagnosis")
    return diagnosis_words(plain(specimen.get("diagnosis")), plain(specimen.get("certainty")))


def diagnosis_words(diagnosis: str | None, certainty: str | None) -> str:
    """'leiomyosarcoma (probable)'."""
    if not diagnosis:
        return _("no diagnosis yet")
    label = str(Diagnosis(diagnosis).label)
    return f"{label} ({Certainty(certainty).label})" if certainty else label


def conflict_lines(section: Section, conflicts: list[Conflict]) -> list[ConflictLine]:
    """Conflicts in words."""

    def shown(name: str, entry: Recorded) -> str:
        value = _("empty") if entry.value is None else section.kinds[name].display(entry.value)
        return f"{value} ({entry.source})" if entry.source else value

    return [
        ConflictLine(section.label(c.name), shown(c.name, c.mine), shown(c.name, c.theirs))
        for c in conflicts
    ]


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


def _rail_item(case: Case, section: Section, document: Document, current: str) -> RailItem:
    return RailItem(
        str(section.title),
        section_address(case, section),
        section_completeness(section, document),
        section.slug == current,
    )


def _tab(case: Case, section: Section, index: int, row: Document, current: uuid.UUID) -> RowTab:
    date = plain(row.get("date"))
    title = f"{section.row_title} {index + 1}"
    if date:
        title += f" · {section.kinds['date'].display(date)}"
    return RowTab(title, section_address(case, section, row["uid"]), row["uid"] == str(current))


def _next_slug(section: Section) -> str:
    following = SECTIONS[SECTIONS.index(section) + 1 :]
    return following[0].slug if following else ""


@dataclass(frozen=True)
class CaseLine:
    """One case in the list."""

    uid: uuid.UUID
    address: str
    pseudonym: str
    record_number: str
    who: str
    diagnosis: str
    segments: str
    answered: int
    applicable: int
    changed: str
    is_demo: bool


def case_lines(cases: QuerySet[Case], viewer: Memberships) -> list[CaseLine]:
    """Lines of the list: one query for all."""
    return [
        _case_line(case, viewer) for case in cases.select_related("identity", "index", "centre")
    ]


def _case_line(case: Case, viewer: Memberships) -> CaseLine:
    index = getattr(case, "index", None) or CaseIndex()
    identity = getattr(case, "identity", None) if may(viewer, "identity.view", case) else None
    changed_at = timezone.localtime(case.changed_at, ZoneInfo(case.centre.time_zone))
    person = {"presentation": {"sex": index.sex, "age_at_diagnosis": index.age_at_diagnosis}}
    return CaseLine(
        uid=case.uid,
        address=case.get_absolute_url(),
        pseudonym=case.pseudonym,
        record_number=(identity.record_number or "") if identity else "",
        who=describe_person(person, identity),
        diagnosis=diagnosis_words(index.diagnosis, index.certainty),
        segments=index.segments or "",
        answered=index.answered,
        applicable=index.applicable,
        changed=date_format(changed_at, "j M Y, H:i"),
        is_demo=case.is_demo,
    )
