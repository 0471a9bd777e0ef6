"""The frame of every page of a case: header, rail, panels."""

import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.memberships import Memberships
from cases.access import may
from cases.completeness import Completeness, case_completeness, section_completeness
from cases.document import Document, load_document
from cases.drafts import own_drafts
from cases.forms.reason import ReasonForm
from cases.models import Case, Draft, RecordStatus
from cases.pages.duplicates import (
    HINTED_ON,
    DuplicateLine,
    ToldApartLine,
    duplicate_lines,
    told_apart_lines,
)
from cases.pages.errors import ErrorLine, error_lines
from cases.pages.people import describe_diagnosis, describe_person
from cases.pages.readiness import ReadyCount, count_ready
from cases.pages.states import Flag, closed_notice, flags
from cases.ports import Panel, collect_panels
from cases.sections import BY_SLUG, SECTIONS, Section, section_address

# Pages of this app below the sections in the rail: address, title, permission.
OWN_PAGES: list[tuple[str, str | Promise, str]] = [
    ("cases:status", _("Status"), "case.view"),
    ("cases:history", _("History"), "case.view"),
]


@dataclass(frozen=True)
class RailItem:
    """One section in the rail: its title, where it is, how much of it is answered.

    has_draft: the viewer typed something into it and has not saved it. key: the letter after `g`.
    """

    title: str
    address: str
    completeness: Completeness
    is_current: bool
    has_draft: bool = False
    key: str = ""

    @property
    def is_done(self) -> bool:
        """Everything that applies is answered."""
        return 0 < self.completeness.applicable == self.completeness.answered


@dataclass(frozen=True)
class PageLink:
    """A further page of the case. name: of its address, in this app or another."""

    name: str
    title: str
    address: str
    is_current: bool


@dataclass
class CasePage:
    """The frame of every page of a case: header, rail, panels.

    drafts: what the viewer typed into this case and has not saved; none without the right to edit.
    can_edit: the viewer may, and the record is open. closed_notice: why nothing can be changed.
    """

    case: Case
    title: str
    who: str
    record_number: str
    diagnosis: str
    flags: list[Flag]
    closed_notice: str
    may_edit: bool
    can_edit: bool
    may_see_identity: bool
    current: str
    rail: list[RailItem]
    pages: list[PageLink]
    total: Completeness
    ready: ReadyCount
    panels: list[Panel]
    document: Document = field(repr=False)
    drafts: list[Draft] = field(default_factory=list, repr=False)
    reason_form: ReasonForm = field(default_factory=lambda: ReasonForm(auto_id="in-error-%s"))

    @property
    def duplicates(self) -> list[DuplicateLine]:
        """On pages with the facts it rests on, for those who may do something about it."""
        is_hinted = self.current in HINTED_ON and self.can_edit and self.may_see_identity
        return duplicate_lines(self.case) if is_hinted else []

    @property
    def told_apart(self) -> list[ToldApartLine]:
        """Hints that were silenced, for those who may let them speak again."""
        return told_apart_lines(self.case) if self.can_edit and self.may_see_identity else []

    @property
    def stored_rows(self) -> set[uuid.UUID]:
        """Saved rows of the section that is shown, if it repeats; those in error left out."""
        rows = self.document.get(self.current, [])
        return {uuid.UUID(row["uid"]) for row in rows} if isinstance(rows, list) else set()

    @property
    def rows_in_error(self) -> list[ErrorLine]:
        """Rows of the section that is shown which count no longer; one query."""
        return error_lines(self.case, BY_SLUG[self.current])


def case_page(case: Case, viewer: Memberships, current: str = "") -> CasePage:
    """Header, rail and panels of a case.

    current: slug of the section or name of the page that is shown.
    """
    document = load_document(case.pk)
    sees_identity = may(viewer, "identity.view", case)
    identity = getattr(case, "identity", None) if sees_identity else None
    may_edit = may(viewer, "case.edit", case)
    drafts = own_drafts(case, viewer.user_id) if may_edit else []
    return CasePage(
        case=case,
        title=case.pseudonym,
        who=describe_person(document, identity),
        record_number=(identity.record_number or "") if identity else "",
        diagnosis=describe_diagnosis(document),
        flags=flags(case),
        closed_notice=closed_notice(case),
        may_edit=may_edit,
        can_edit=may_edit and case.record_status == RecordStatus.OPEN,
        may_see_identity=sees_identity,
        current=current,
        rail=[_rail_item(case, section, document, current, drafts) for section in SECTIONS],
        pages=[
            PageLink(name, str(title), reverse(name, args=[case.uid]), name == current)
            for name, title, permission in [*settings.CASE_PAGES, *OWN_PAGES]
            if may(viewer, permission, case)
        ],
        total=case_completeness(document),
        ready=count_ready(case, document),
        panels=collect_panels(case, viewer),
        document=document,
        drafts=drafts,
    )


def _rail_item(
    case: Case, section: Section, document: Document, current: str, drafts: list[Draft]
) -> RailItem:
    return RailItem(
        str(section.title),
        section_address(case, section),
        section_completeness(section, document),
        section.slug == current,
        any(draft.section == section.slug for draft in drafts),
        section.key,
    )
