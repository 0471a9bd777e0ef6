"""Key images: adding them, their order, and the pictures themselves."""

import logging
import uuid

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import requires
from accounts.uids import uuid7
from cases.access import check_may, load_case, memberships_of, user_of
from cases.birth import earliest_birth_year
from cases.changing import earlier_save
from cases.conflicts import RecordClosedError
from cases.forms.base import SectionForm
from cases.forms.images import UploadForm
from cases.images import store
from cases.images.picture import JPEG, SUFFIXES
from cases.images.services import SECTION, Upload, counting, move_image
from cases.images.services import add_images as add
from cases.models import Case, KeyImages
from cases.pages import SaveState, case_page, section_page
from cases.sections import section_address
from cases.views.posted import read_uuid

logger = logging.getLogger(__name__)
# Whatever a browser took the file for: it may load nothing, run nothing and be framed nowhere.
NAME = "key-image"  # says nothing about the patient, wherever it is kept
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


@requires("case.edit")
@require_http_methods(["GET", "POST"])
def add_images(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Choose pictures and say what they show; with ?row= the picture of a row that has none."""
    found, by = load_case(request, uid), user_of(request)
    check_may(memberships_of(request), "case.edit", found)
    row = _row_without_picture(request, found)
    posted = request.POST if request.method == "POST" else None
    save_key = uuid7()
    if posted is not None:
        save_key = read_uuid(posted.get("save_key"))
        if made := earlier_save(save_key, by):
            return HttpResponseRedirect(made.address, status=303)
    upload, described = _forms(request, found, row)
    status, refusal = (200 if posted is None else 422), ""
    # Both are asked, so that one look shows all that is wrong.
    if posted is not None and all([described.is_valid(), upload.is_valid()]):
        entries, row_uid = described.entries(), row.uid if row else None
        try:
            address = add(Upload(found, upload.pictures, entries, save_key, row_uid), by=by)
        except RecordClosedError as error:
            status, refusal, found = 409, str(error.sentence), load_case(request, uid)
        except OSError:
            logger.exception("a picture could not be stored")
            upload.add_error("chosen", _("Not saved: the server has no room for it just now."))
        else:
            messages.success(request, _added(len(upload.pictures)))
            return HttpResponseRedirect(address, status=303)
    context = {
        "page": case_page(found, memberships_of(request), SECTION.slug),
        "upload": upload,
        "described": described,
        "refusal": refusal,
        "row": row,
        "save_key": save_key,
        "back": section_address(found, SECTION, row.uid if row else None),
    }
    return render(request, "cases/add_images.html", context, status=status)


@requires("case.edit")
@require_POST
def move(request: HttpRequest, uid: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Show a picture earlier or later than the others."""
    found = load_case(request, uid)
    check_may(memberships_of(request), "case.edit", found)
    text = request.POST.get("place", "")
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise SuspiciousOperation("no place")
    try:
        move_image(case=found, row_uid=row, place=int(text), by=user_of(request))
    except RecordClosedError as error:
        messages.error(request, str(error.sentence))
        return _show_row(request, load_case(request, uid), row, code=409)
    return HttpResponseRedirect(section_address(found, SECTION, row), status=303)


@requires("case.view")
@require_safe
def picture(request: HttpRequest, uid: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """The picture itself."""
    return _serve(request, uid, row, store.PICTURE)


@requires("case.view")
@require_safe
def thumbnail(request: HttpRequest, uid: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """The picture in small, for lists."""
    return _serve(request, uid, row, store.THUMBNAIL)


def _serve(request: HttpRequest, uid: uuid.UUID, row: uuid.UUID, size: str) -> HttpResponseBase:
    """404 for a row without a picture, one entered in error, and a file that is gone."""
    found = counting(load_case(request, uid)).filter(uid=row).first()
    if found is None or found.picture is None or found.media_type is None:
        raise Http404
    media_type = JPEG if size == store.THUMBNAIL else found.media_type
    try:
        file = store.path_of(found.picture, size, media_type).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type=media_type)
    # Pages show it all the same; opened by its address it is no document of ours.
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{NAME}.{SUFFIXES[media_type]}"'
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _row_without_picture(request: HttpRequest, found: Case) -> KeyImages | None:
    """The row that the address names, if any; 404 if it is not there or has its picture."""
    if not (named := request.GET.get("row")):
        return None
    row = counting(found).filter(uid=read_uuid(named), picture__isnull=True).first()
    if row is None:
        raise Http404
    return row


def _forms(
    request: HttpRequest, found: Case, row: KeyImages | None
) -> tuple[UploadForm, SectionForm]:
    """The files, and what is said about them; of a row that is there nothing more is asked."""
    posted = request.POST if request.method == "POST" else None
    upload = UploadForm(posted, request.FILES or None, **({"most": 1} if row else {}))
    described = SECTION.form(
        posted,
        instance=KeyImages(case=found),
        names=set() if row else None,
        born_in=earliest_birth_year(found),
    )
    return upload, described


def _show_row(request: HttpRequest, found: Case, uid: uuid.UUID, code: int) -> HttpResponse:
    """The page of a picture as it is now; 404 for one that does not count."""
    row = get_object_or_404(counting(found), uid=uid)
    page = case_page(found, memberships_of(request), SECTION.slug)
    form, state = SECTION.form(instance=row), SaveState(found.version)
    middle = section_page(page, SECTION, row, form, state)
    context = {"page": page, "middle": middle}
    return render(request, "cases/section.html", context, status=code)


def _added(count: int) -> str:
    return ngettext("%(count)s picture added", "%(count)s pictures added", count) % {"count": count}
