"""What is typed goes to the server while it is typed; nothing of it is saved by this."""

import datetime
import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import requires
from cases.access import check_may, load_case, memberships_of, user_of
from cases.drafts import (
    DraftPlace,
    TypedField,
    drop_draft,
    hold_saves,
    is_blank,
    keep_draft,
    posted_parts,
)
from cases.models import Case
from cases.models.rows import SectionRow
from cases.sections import BY_SLUG, Section
from cases.services import section_address
from cases.values import Recorded
from cases.views.posted import named_fields, read_older, read_page, read_uuid, read_version
from cases.views.section import bind_form, load_row


@requires("case.edit")
@require_POST
def draft(request: HttpRequest, uid: uuid.UUID, slug: str) -> HttpResponse:
    """Keep the posted fields as typed; answers with a sentence, empty when nothing is unsaved."""
    found, shown = _load_place(request, uid, slug)
    with transaction.atomic():
        hold_saves(found)  # a save in between would leave its own fields behind as a draft
        row = load_row(found, shown, str(read_uuid(request.POST.get("row"))), in_error_too=True)
        kept = keep_draft(
            DraftPlace(found, shown, row.uid),
            _read_typed(request, found, shown),
            by=user_of(request),
            as_saved=_as_saved(request, found, shown, row),
        )
    return HttpResponse(_kept(kept.updated_at) if kept else "", content_type="text/plain")


@requires("case.edit")
@require_POST
def discard_draft(request: HttpRequest, uid: uuid.UUID, slug: str) -> HttpResponse:
    """Forget what was typed into a row; the record stays as it is."""
    found, shown = _load_place(request, uid, slug)
    row_uid = read_uuid(request.POST.get("row"))
    drop_draft(DraftPlace(found, shown, row_uid), by=user_of(request))
    messages.success(request, _("What you had typed is discarded."))
    is_saved = shown.model._default_manager.filter(case=found, uid=row_uid).exists()
    address = section_address(found, shown, row_uid if is_saved else None)
    return HttpResponseRedirect(address, status=303)


def _load_place(request: HttpRequest, uid: uuid.UUID, slug: str) -> tuple[Case, Section]:
    found, shown = load_case(request, uid), BY_SLUG.get(slug)
    if shown is None:
        raise Http404
    check_may(memberships_of(request), "case.edit", found)
    return found, shown


def _read_typed(request: HttpRequest, found: Case, shown: Section) -> dict[str, TypedField]:
    version = read_version(request, found, "base_version")
    older, page = read_older(request, found, shown), read_page(request)
    names = named_fields(request, shown, "fields")
    return {
        name: TypedField(parts, older.get(name, version), page, _turn(request))
        for name, parts in posted_parts(request.POST, names).items()
    }


def _turn(request: HttpRequest) -> int:
    """Which message of its page this is; 0 for a page that does not count."""
    text = request.POST.get("turn", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _as_saved(request: HttpRequest, found: Case, shown: Section, row: SectionRow) -> set[str]:
    """Fields that read as the record says: typed and taken back, or saved in the meantime.

    What cannot be read yet, such as a unit without its number, says something else.
    """
    form = bind_form(request, found, shown, row, asks=False)
    form.is_valid()
    parts = posted_parts(request.POST, form.fields)
    return {
        name
        for name, entry in form.entries().items()
        if entry == row.recorded(name) and (entry != Recorded() or is_blank(parts[name]))
    }


def _kept(at: datetime.datetime) -> str:
    words = {"time": date_format(timezone.localtime(at), "H:i")}
    return _("Draft kept %(time)s") % words
