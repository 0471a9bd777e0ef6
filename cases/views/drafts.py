"""What is typed goes to the server while it is typed; nothing of it is saved by this."""

import datetime
import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import requires
from cases.access import check_may, load_case, memberships_of, user_of
from cases.drafts import (
    DraftPlace,
    Seen,
    TypedField,
    drop_draft,
    hold_saves,
    is_blank,
    is_said_alike,
    keep_draft,
    posted_parts,
    unseen_fields,
)
from cases.models import Case
from cases.models.rows import SectionRow
from cases.pages.unseen import describe_unseen
from cases.sections import BY_SLUG, Section, section_address
from cases.values import Recorded
from cases.views.posted import (
    named_fields,
    read_moment,
    read_older,
    read_page,
    read_uuid,
    read_version,
)
from cases.views.section import bind_form, load_row


@requires("case.edit")
@require_POST
def draft(request: HttpRequest, uid: uuid.UUID, slug: str) -> HttpResponse:
    """Keep the posted fields as typed; answers with a sentence, empty when nothing is unsaved.

    What another page typed meanwhile is not replaced: 409 says it. `Draft-Unseen: yes` where there
    is anything that the page does not show.
    """
    found, shown = _load_place(request, uid, slug)
    with transaction.atomic():
        hold_saves(found)  # a save in between would leave its own fields behind as a draft
        row = load_row(found, shown, str(read_uuid(request.POST.get("row"))), in_error_too=True)
        place, typed = DraftPlace(found, shown, row.uid), _read_typed(request, found, shown)
        unseen = unseen_fields(place, _read_seen(request), by=user_of(request))
        disputed = {
            name: unseen[name]
            for name, field in typed.items()
            if name in unseen and not is_said_alike(field.parts, unseen[name].parts)
        }
        kept = keep_draft(
            place,
            {name: field for name, field in typed.items() if name not in disputed},
            by=user_of(request),
            as_saved=_as_saved(request, found, shown, row) - disputed.keys(),
        )
    if disputed:
        return JsonResponse({"fields": describe_unseen(shown, row, disputed)}, status=409)
    answer = HttpResponse(_kept(kept.updated_at) if kept else "", content_type="text/plain")
    answer.headers["Draft-Unseen"] = "yes" if unseen.keys() - typed.keys() else "no"
    return answer


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


def _read_seen(request: HttpRequest) -> Seen:
    """What the page has shown; `seen_of` is such as "ldh:1700000000000000,calcium:..."."""
    pairs = [pair.partition(":") for pair in request.POST.get("seen_of", "").split(",") if pair]
    page = read_page(request)
    return Seen(
        frozenset({page, read_page(request, "before") or page}),
        read_moment(request.POST.get("seen", "")),
        {name: read_moment(text) for name, _colon, text in pairs},
    )


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
