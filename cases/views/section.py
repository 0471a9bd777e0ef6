"""One row of one section: loads it, reads the form, saves."""

import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import requires
from accounts.uids import uuid7
from cases.access import check_may, load_case, memberships_of, user_of
from cases.birth import earliest_birth_year
from cases.conflicts import Choices, SaveConflictError
from cases.drafts import (
    DraftPlace,
    find_draft,
    lay_over,
    newest,
    posted_parts,
    unsaved_rows,
)
from cases.forms.base import SectionForm
from cases.history.log import recorded_at
from cases.history.meanwhile import describe_changes, later_changes
from cases.models import Case, Draft
from cases.models.rows import SectionRow
from cases.order import OrderError
from cases.pages import SaveState, case_page, section_page
from cases.pages.conflicts import Disputed
from cases.sections import BY_SLUG, SECTIONS, Section, section_address
from cases.services import SectionSave, save_section
from cases.values import Recorded
from cases.views.posted import (
    named_fields,
    read_choices,
    read_moment,
    read_older,
    read_page,
    read_uuid,
    read_version,
    saved_now,
)

ABOUT_THE_PAGE = (
    "csrfmiddlewaretoken",
    "then",
    "touched",
    "page",
)  # differs where what was typed does not


@requires("case.view")
@require_safe
def case(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A case opens at its first section."""
    return redirect(section_address(load_case(request, uid), SECTIONS[0]))


@requires("case.view")
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, uid: uuid.UUID, slug: str) -> HttpResponse:
    """One row of one section: the form, the rail, the panels."""
    found = load_case(request, uid)
    shown = BY_SLUG.get(slug)
    if shown is None:
        raise Http404
    if request.method == "POST":
        return _save(request, found, shown)
    page = case_page(found, memberships_of(request), slug)
    row = load_row(found, shown, request.GET.get("row"), page.drafts)
    draft = find_draft(page.drafts, DraftPlace(found, shown, row.uid))
    form = shown.form(instance=row)
    state = SaveState(found.version, seen=newest(draft), is_fresh=True)
    if draft:
        state = replace(state, draft=draft, typed=lay_over(form, draft))
    middle = section_page(page, shown, row, form, state)
    return render(request, "cases/section.html", {"page": page, "middle": middle})


def _save(request: HttpRequest, found: Case, shown: Section) -> HttpResponse:
    check_may(memberships_of(request), "case.edit", found)
    row = load_row(found, shown, request.GET.get("row"), in_error_too=True)
    form = bind_form(request, found, shown, row)
    choices = read_choices(request, found, shown.kinds)
    save = _read_save(request, found, shown, row, choices)
    touched = save.touched if "touched" in request.POST else form.fields
    state = SaveState(
        save.base_version,
        save.save_key,
        seen=read_moment(request.POST.get("seen", "")),
        before=save.page,
        older=save.older,
        touched=touched,
    )
    status = 422
    if form.is_valid():
        save = replace(save, entries=choices.applied(form.entries()))
        if _is_passing(request, row, save):
            if "then" not in request.POST:
                messages.info(request, _("Nothing was entered, so no entry was made."))
            return HttpResponseRedirect(_after_save(request, request.path), status=303)
        try:
            address = save_section(save, by=user_of(request))
        except SaveConflictError as error:
            if error.sentence:
                messages.error(request, str(error.sentence))
            if error.conflicts:
                others = _changed_by_others(save, row, error)
                form = _beside_record(request, load_row(found, shown, str(row.uid)), form, others)
                state = replace(state, older={**save.older, **dict.fromkeys(others, error.version)})
            state = replace(
                state,
                disputed=Disputed(
                    error.conflicts,
                    error.version,
                    later_changes(found, shown, row, min(save.versions)),
                    user_of(request).pk,
                    choices,
                ),
                save_key=uuid7(),
            )
            status = 409
        except OrderError as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        else:
            _say_saved(request, save, row)
            return HttpResponseRedirect(_after_save(request, address), status=303)
    page = case_page(found, memberships_of(request), shown.slug)
    middle = section_page(page, shown, row, form, state)
    return render(request, "cases/section.html", {"page": page, "middle": middle}, status=status)


def _read_save(
    request: HttpRequest, found: Case, shown: Section, row: SectionRow, choices: Choices
) -> SectionSave:
    """What a press of Save says about itself; the entries are read by the form."""
    older = read_older(request, found, shown)
    touched = request.POST.get("touched")
    return SectionSave(
        case=found,
        section=shown,
        row_uid=row.uid,
        base_version=read_version(request, found, "base_version"),
        save_key=read_uuid(request.POST.get("save_key")),
        entries={},
        digest=_digest(request),
        accepted_version=choices.version,
        accepted=choices.mine,
        older=older,
        posted=posted_parts(request.POST, named_fields(request, shown, "fields")),
        # Without script nobody says what was touched: what was shown as a draft may have been.
        touched=frozenset(older if touched is None else named_fields(request, shown, "touched")),
        page=read_page(request),
    )


def _changed_by_others(save: SectionSave, row: SectionRow, error: SaveConflictError) -> set[str]:
    """Fields that this person left as they were: only others can have changed them."""
    typed_on: dict[int, list[str]] = {}
    for name in save.entries.keys() - {conflict.name for conflict in error.conflicts}:
        typed_on.setdefault(save.older.get(name, save.base_version), []).append(name)
    return {
        name
        for version, names in typed_on.items()
        for name, before in recorded_at(row, names, version).items()
        if save.entries[name] == before
    }


def _beside_record(
    request: HttpRequest, row: SectionRow, typed: SectionForm, others: Collection[str]
) -> SectionForm:
    """The form as typed, but for fields of others, which say what the record says now."""
    form = type(typed)(instance=row, names=set(typed.fields), born_in=typed.born_in)
    for name in form.fields.keys() - set(others):
        widget = form.fields[name].widget
        form.initial[name] = widget.value_from_datadict(request.POST, request.FILES, name)
    return form


def _say_saved(request: HttpRequest, save: SectionSave, row: SectionRow) -> None:
    messages.success(request, saved_now())
    changes = later_changes(
        save.case, save.section, row, save.base_version, but_for=user_of(request)
    )
    for sentence in describe_changes(save.section, changes):
        messages.info(request, sentence)


def bind_form(
    request: HttpRequest, found: Case, shown: Section, row: SectionRow, *, asks: bool = True
) -> SectionForm:
    """The posted form of a row: only the fields that the page carried. asks: as for the form."""
    names = set(request.POST.get("fields", "").split(","))
    born_in = earliest_birth_year(found)
    return shown.form(request.POST, instance=row, names=names, born_in=born_in, asks=asks)


def _after_save(request: HttpRequest, address: str) -> str:
    """Stay, or go on to the next section when that button was pressed."""
    following = request.POST.get("then", "")
    slug = following if following in BY_SLUG else ""
    return address.rsplit("/", 2)[0] + f"/{slug}/" if slug else address


def load_row(
    found: Case,
    shown: Section,
    wanted: str | None,
    drafts: Iterable[Draft] = (),
    *,
    in_error_too: bool = False,
) -> SectionRow:
    """The row of the address, the first one, that of a draft, or a new one.

    in_error_too: a row in error is found by its address; what was typed into it is refused later.
    """
    rows = shown.model._default_manager.filter(case=found, entered_in_error__isnull=True)
    if wanted is None or not shown.is_many:
        return rows.first() or _new_row(found, shown, drafts)
    uid = read_uuid(wanted)
    if row := rows.filter(uid=uid).first():
        return row
    stored = shown.model._default_manager.filter(uid=uid)
    if in_error_too and (row := stored.filter(case=found).first()):
        return row
    if stored.exists():
        raise Http404
    return shown.model(case=found, uid=uid)


def _new_row(found: Case, shown: Section, drafts: Iterable[Draft]) -> SectionRow:
    """The oldest row that exists in drafts only, else one that nobody has typed into."""
    typed = unsaved_rows(drafts, shown)
    return shown.model(case=found, uid=typed[0]) if typed else shown.model(case=found)


def _is_passing(request: HttpRequest, row: SectionRow, save: SectionSave) -> bool:
    """A new row without a word, saved in passing or where nobody expects one: nothing is made."""
    is_empty = all(entry == Recorded() for entry in save.entries.values())
    is_in_passing = "then" in request.POST or not save.section.is_expected
    return is_empty and row._state.adding and is_in_passing


def _digest(request: HttpRequest) -> str:
    """Tells two posts of one page apart by what was typed; hexadecimal sha256."""
    typed = {k: v for k, v in request.POST.lists() if k not in ABOUT_THE_PAGE}
    return hashlib.sha256(repr(sorted(typed.items())).encode("utf-8", "replace")).hexdigest()
