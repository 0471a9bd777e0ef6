"""The page of who the patient is at the centre."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cases.conflicts import Conflict
from cases.forms.identity import IdentityForm
from cases.pages.frame import CasePage
from cases.values import Recorded


@dataclass(frozen=True)
class IdentityState:
    """What the form has to carry to be saved. accepted_version: whose conflicts are shown."""

    base_version: int
    accepted_version: int | None = None
    conflicts: Sequence[Conflict] = field(default_factory=list)

    @property
    def accepted(self) -> str:
        """The fields whose conflict the page shows: only these are overruled by the next press."""
        return ",".join(conflict.name for conflict in self.conflicts)


@dataclass(frozen=True)
class Disputed:
    """A field that two people changed: what each wants."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class IdentityPage:
    """is_new: nothing of the case has been saved yet."""

    form: IdentityForm
    state: IdentityState
    disputed: list[Disputed]
    is_new: bool


def identity_page(page: CasePage, form: IdentityForm, state: IdentityState) -> IdentityPage:
    """The form, and what stands in the way of saving it."""
    is_new = page.case.is_untouched
    form.prepare(can_edit=page.can_edit, is_new=is_new)
    return IdentityPage(
        form=form,
        state=state,
        disputed=[
            Disputed(str(form.fields[c.name].label), _shown(c.mine), _shown(c.theirs))
            for c in state.conflicts
        ],
        is_new=is_new,
    )


def _shown(entry: Recorded) -> str:
    return _("empty") if entry.value is None else str(entry.value)
