"""Pages of follow-up: the work list, one item, the schedule of a case, the link of a mail."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import requires
from cases.access import check_may, load_case, may, memberships_of, user_of
from cases.document import load_document
from cases.models import Case
from cases.pages import case_page
from surveillance import actions
from surveillance.actions import ActionRefusedError
from surveillance.forms import AcceptForm, DoneForm, EndForm, MoveForm, ReopenForm
from surveillance.models import Delivery, Due, Schedule
from surveillance.models.schedule import EndKind
from surveillance.pages import TABS, due_lines, event_lines, mail_lines
from surveillance.pages import work_list as work_list_page
from surveillance.planning import local_today
from surveillance.proposals import propose
from surveillance.schedule_page import schedule_page
from surveillance.services import accept_schedule, end_schedule, resume_schedule


@requires("surveillance.view")
@require_safe
def work_list(request: HttpRequest) -> HttpResponse:
    """What is to be done at the person's centres; opens at the first tab that has something."""
    wanted = request.GET.get("tab", "")
    if wanted and wanted not in TABS:
        raise Http404
    page = work_list_page(memberships_of(request), wanted, timezone.now())
    return render(request, "surveillance/work_list.html", {"page": page})


@requires("surveillance.view")
@require_safe
def due(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One item: what, when, whose, what happened to it, and what can be done with it."""
    found = _load_due(request, uid)
    return _due_page(request, found, {"done": DoneForm(), "move": _move_form(found)})


@requires("due.work")
@require_POST
def acknowledge(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Somebody looks after it: its mails stop."""
    found = _load_due(request, uid)
    return _act(
        request,
        found,
        lambda: actions.acknowledge(due=found, by=user_of(request)),
        _("Acknowledged: no more mails about this item."),
    )


@requires("due.work")
@require_POST
def done(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """It has been done."""
    found, form = _load_due(request, uid), DoneForm(request.POST)
    if not form.is_valid():
        return _due_page(request, found, {"done": form, "move": _move_form(found)}, 422)
    note = form.cleaned_data["note"]
    return _act(
        request,
        found,
        lambda: actions.complete(due=found, by=user_of(request), note=note),
        _("Done."),
    )


@requires("due.work")
@require_http_methods(["POST"])
def move(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Another date, for a reason."""
    found = _load_due(request, uid)
    form = _move_form(found, request.POST)
    if not form.is_valid():
        return _due_page(request, found, {"done": DoneForm(), "move": form}, 422)
    to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
    return _act(
        request,
        found,
        lambda: actions.move(due=found, by=user_of(request), to=to, reason=reason),
        _("Moved."),
    )


@requires("due.work")
@require_POST
def reopen(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Done by mistake: it is to be done again."""
    found, form = _load_due(request, uid), ReopenForm(request.POST)
    if not form.is_valid():
        return _due_page(request, found, {"reopen": form}, 422)
    reason = form.cleaned_data["reason"]
    return _act(
        request,
        found,
        lambda: actions.reopen(due=found, by=user_of(request), reason=reason),
        _("To be done again."),
    )


@requires("surveillance.view")
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The schedule of a case: what is proposed, what runs, and accepting it."""
    case = load_case(request, uid)
    if request.method != "POST":
        return _schedule_page(request, case, {})
    check_may(memberships_of(request), "schedule.manage", case)
    form = _accept_form(request, case, request.POST)
    if form.is_valid() and not _is_offered(request, case):
        messages.error(request, _("A schedule runs already, and it follows the record."))
        return HttpResponseRedirect(request.path, status=303)
    if not (form.proposal.is_proposed and form.is_valid()):
        return _schedule_page(request, case, {"accept": form}, 422)
    return _act_on_schedule(
        request,
        case,
        lambda: accept_schedule(case=case, by=user_of(request), acceptance=form.acceptance()),
        _("The schedule runs."),
    )


@requires("schedule.manage")
@require_POST
def end(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """End a schedule: nobody is reminded from then on."""
    found = _load_schedule(request, uid)
    check_may(memberships_of(request), "schedule.manage", found.case)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _schedule_page(request, found.case, {"end": form}, 422)
    kind, reason = EndKind(form.cleaned_data["kind"]), form.cleaned_data["reason"]
    return _act_on_schedule(
        request,
        found.case,
        lambda: end_schedule(schedule=found, by=user_of(request), kind=kind, reason=reason),
        _("The schedule has ended. It can be taken back for 30 days."),
    )


@requires("schedule.manage")
@require_POST
def resume(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take the end of a schedule back."""
    found = _load_schedule(request, uid)
    return _act_on_schedule(
        request,
        found.case,
        lambda: resume_schedule(schedule=found, by=user_of(request)),
        _("The schedule runs again."),
    )


@requires("surveillance.view")
@require_safe
def open_from_mail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The opaque link of a mail leads to its item, for those who may see it."""
    viewer = memberships_of(request)
    dues = Due.objects.visible_to(viewer, "surveillance.view")
    found = Delivery.objects.filter(uid=uid, due__in=dues).select_related("due").first()
    if found is None:
        raise Http404
    return redirect("surveillance:due", found.due.uid)


def _load_due(request: HttpRequest, uid: uuid.UUID) -> Due:
    """The item, if its case is visible to this person; else 404. Days are local to its centre."""
    dues = Due.objects.visible_to(memberships_of(request), "surveillance.view")
    found = dues.filter(uid=uid).select_related("case__centre", "schedule").first()
    if found is None:
        raise Http404
    timezone.activate(found.case.centre.time_zone)
    return found


def _load_schedule(request: HttpRequest, uid: uuid.UUID) -> Schedule:
    """The schedule, if its case is visible to this person; else 404."""
    viewer = memberships_of(request)
    found = Schedule.objects.filter(uid=uid).select_related("case__centre").first()
    if found is None or not may(viewer, "surveillance.view", found.case):
        raise Http404
    timezone.activate(found.case.centre.time_zone)
    return found


def _act(
    request: HttpRequest, found: Due, action: Callable[[], None], success: str
) -> HttpResponse:
    """Do it if the person may, and go back to where they came from."""
    check_may(memberships_of(request), "due.work", found.case)
    try:
        action()
    except ActionRefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, success)
    return HttpResponseRedirect(_way_back(request, found), status=303)


def _act_on_schedule(
    request: HttpRequest, case: Case, action: Callable[[], object], success: str
) -> HttpResponse:
    check_may(memberships_of(request), "schedule.manage", case)
    try:
        action()
    except ActionRefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, success)
    address = reverse("surveillance:schedule", args=[case.uid])
    return HttpResponseRedirect(address, status=303)


def _way_back(request: HttpRequest, found: Due) -> str:
    """The tab of the work list that the button stood on, else the item."""
    if tab := _tab(request):
        return f"{reverse('surveillance:work_list')}?tab={tab}"
    return reverse("surveillance:due", args=[found.uid])


def _tab(request: HttpRequest) -> str:
    """The tab of the work list that the person came from; empty for none that exists."""
    tab = request.POST.get("tab") or request.GET.get("tab", "")
    return tab if tab in TABS else ""


def _is_offered(request: HttpRequest, case: Case) -> bool:
    """A page that was opened before somebody else accepted does not replace what runs."""
    plan = schedule_page(case, load_document(case.pk), memberships_of(request), timezone.now())
    return plan.offers_acceptance or not plan.is_proposed


def _accept_form(request: HttpRequest, case: Case, data: Any = None) -> AcceptForm:
    """Whoever accepts a schedule is offered as its responsible."""
    return AcceptForm(
        data,
        case=case,
        proposal=propose(load_document(case.pk)),
        today=local_today(timezone.now(), case.centre.time_zone),
        initial={"responsible": user_of(request).uid},
    )


def _schedule_page(
    request: HttpRequest, case: Case, forms: dict[str, Form], status: int = 200
) -> HttpResponse:
    viewer = memberships_of(request)
    check_may(viewer, "surveillance.view", case)
    page = case_page(case, viewer, "surveillance:schedule")
    context = {
        "page": page,
        "plan": schedule_page(case, page.document, viewer, timezone.now()),
        "forms": {"accept": _accept_form(request, case), "end": EndForm()} | forms,
    }
    return render(request, "surveillance/schedule.html", context, status=status)


def _move_form(found: Due, data: Any = None) -> MoveForm:
    today = local_today(timezone.now(), found.case.centre.time_zone)
    return MoveForm(data, today=today)


def _due_page(
    request: HttpRequest, found: Due, forms: dict[str, Form], status: int = 200
) -> HttpResponse:
    viewer = memberships_of(request)
    check_may(viewer, "due.work" if request.method == "POST" else "surveillance.view", found.case)
    (line,) = due_lines(Due.objects.filter(pk=found.pk), viewer, timezone.now(), 1)
    context = {
        "line": line,
        "forms": {"reopen": ReopenForm()} | forms,
        "events": event_lines(found),
        "mails": mail_lines(found),
        "tab": _tab(request),
    }
    return render(request, "surveillance/due.html", context, status=status)
