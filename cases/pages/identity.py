"""The page of who the patient is at the centre."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.forms.identity import IdentityForm
from cases.pages.conflicts import ConflictLine, Disputed, are_own
from cases.pages.frame import CasePage
from cases.values import Recorded


@dataclass(frozen=True)
class IdentityState:
    """What the form has to carry to be saved, and what the last save met."""

    base_version: int
    disputed: Disputed | None = None


@dataclass(frozen=True)
class IdentityPage:
    """is_new: nothing of the case has been saved yet."""

    form: IdentityForm
    state: IdentityState
    conflicts: list[ConflictLine]
    is_new: bool

    @property
    def are_conflicts_own(self) -> bool:
        """Whether nobody else is behind any of them."""
        return are_own(self.conflicts)


def identity_page(page: CasePage, form: IdentityForm, state: IdentityState) -> IdentityPage:
    """The form, and what stands in the way of saving it."""
    is_new = page.case.is_untouched
    form.prepare(can_edit=page.can_edit, is_new=is_new)
    return IdentityPage(
        form=form,
        state=state,
        conflicts=_conflict_lines(form, state),
        is_new=is_new,
    )


def _conflict_lines(form: IdentityForm, state: IdentityState) -> list[ConflictLine]:
    if state.disputed is None:
        return []
    return state.disputed.lines(
        lambda name: str(form.fields[name].label), lambda name: str(form[name].auto_id), _shown
    )


def _shown(_name: str, entry: Recorded) -> str:
    return _("empty") if entry.value is None else str(entry.value)
