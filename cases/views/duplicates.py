"""Two cases that are alike are two patients: a person says so."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import requires
from cases import duplicates
from cases.access import check_may, load_case, memberships_of, user_of
from cases.pages.duplicates import HINTED_ON
from cases.views.posted import read_uuid


@requires("case.edit")
@require_POST
def tell_apart(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Silences the hint on both cases, for everybody; or lets it speak again."""
    found = load_case(request, uid)
    other = load_case(request, read_uuid(request.POST.get("other")))
    if found == other:
        raise Http404
    for case in (found, other):
        check_may(memberships_of(request), "case.edit", case)
    is_taken_back = "take_back" in request.POST
    by = user_of(request)
    duplicates.tell_apart(case=found, other=other, by=by, is_taken_back=is_taken_back)
    said = _("Kept: %(case)s is another patient.")
    if is_taken_back:
        said = _("Taken back: %(case)s may be the same patient.")
    messages.success(request, said % {"case": other.pseudonym})
    page = request.POST.get("page", "")
    slug = page if page in HINTED_ON else HINTED_ON[0]
    address = reverse("cases:case", args=[found.uid])
    return HttpResponseRedirect(f"{address}{slug}/", status=303)
