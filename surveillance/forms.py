"""What people enter about schedules and due items; reasons are kept as they are typed."""

import datetime
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.models import Case
from cases.values.base import check_text
from surveillance.models.schedule import Anchor, EndKind
from surveillance.planning import add_months, horizon
from surveillance.proposal_words import finding_text
from surveillance.proposals import Proposal
from surveillance.services import Acceptance, Anchored, OpenFinding
from surveillance.teams import candidates

LONGEST_REASON = 500  # characters
OLDEST_ANCHOR_MONTHS = 30 * 12
RESOLVE_WITHIN_DAYS = 28  # offered for an equivocal finding; the person may choose another day


class DayField(forms.DateField):
    """A whole day, by the browser's own picker or typed as 2026-12-04 or 4/12/2026."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class ReasonField(forms.CharField):
    """Why, in the person's own words."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Reason"))
        super().__init__(max_length=LONGEST_REASON, **kwargs)

    def clean(self, value: Any) -> str:
        """Without characters that cannot be stored or shown."""
        return check_text(super().clean(value), LONGEST_REASON)


def check_ahead(day: datetime.date, today: datetime.date) -> None:
    """ValidationError unless something can be due on a day: from today to ten years ahead."""
    if day < today:
        raise ValidationError(_("This day lies in the past. Choose today or later."))
    if day > horizon(today):
        raise ValidationError(_("This day is more than ten years ahead."))


class PlainForm(forms.Form):
    """Drawn by crispy inside a form element of the template."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.fields)


class DoneForm(PlainForm):
    """It has been done."""

    note = ReasonField(label=gettext_lazy("What came of it"), required=False)


class MoveForm(PlainForm):
    """Another date, with a reason."""

    to = DayField(label=gettext_lazy("New date"))
    reason = ReasonField()

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_to(self) -> datetime.date:
        """From today to ten years ahead."""
        to: datetime.date = self.cleaned_data["to"]
        check_ahead(to, self.today)
        return to


class ReopenForm(PlainForm):
    """Done by mistake."""

    reason = ReasonField()


class EndForm(PlainForm):
    """The end of a schedule: nobody is reminded from then on."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Why it ends"),
        choices=[("", "")] + [c for c in EndKind.choices if c[0] != EndKind.SUPERSEDED],
    )
    reason = ReasonField(label=gettext_lazy("Reason, in a sentence"))


class PersonField(forms.ModelChoiceField):
    """Somebody who works at the centre, by an identifier that tells nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), to_field_name="uid", **kwargs)

    def to_python(self, value: Any) -> Any:
        """A malformed identifier is refused as an unknown one is."""
        try:
            return super().to_python(value and str(UUID(str(value))))
        except ValueError:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice") from None


class AcceptForm(PlainForm):
    """Accepting a proposed schedule: who is reminded and, without a recorded date, the anchor.

    The planning anchor stays with the schedule and never enters the record.
    """

    anchor_date = DayField(
        label=gettext_lazy("Date that stands for the operation, for planning only"),
        help_text=gettext_lazy("estimated; kept with the schedule and never entered in the record"),
        required=False,
    )
    anchor_reason = ReasonField(
        label=gettext_lazy("What the estimate rests on"),
        required=False,
    )
    without_dates = forms.BooleanField(
        label=gettext_lazy("No date can be estimated: start without dates. Nobody is reminded."),
        required=False,
    )
    responsible = PersonField(
        label=gettext_lazy("Responsible"), help_text=gettext_lazy("is reminded first")
    )
    deputy = PersonField(
        label=gettext_lazy("Deputy"),
        help_text=gettext_lazy("is reminded where the first cannot be reached; then the leads are"),
        required=False,
    )

    def __init__(
        self, *args: Any, case: Case, proposal: Proposal, today: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.proposal, self.today = case, proposal, today
        people = candidates(case.centre)
        for name in ("responsible", "deputy"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        if proposal.anchor.day:
            for name in ("anchor_date", "anchor_reason", "without_dates"):
                del self.fields[name]
        for number, finding in enumerate(proposal.findings):
            self.fields[f"resolve_{number}"] = DayField(
                label=_("%(finding)s: to be resolved by") % {"finding": finding_text(finding)},
                help_text=_("empty: nobody is reminded of it"),
                initial=today + datetime.timedelta(days=RESOLVE_WITHIN_DAYS),
                required=False,
            )
        self.helper.layout = Layout(*self.fields)

    def clean(self) -> dict[str, Any]:
        """The anchor as a whole, and a deputy who is somebody else."""
        data = super().clean() or self.cleaned_data
        if data.get("deputy") and data.get("deputy") == data.get("responsible"):
            self.add_error("deputy", _("The deputy is somebody else than the responsible."))
        if "anchor_date" in self.fields and "anchor_date" not in self.errors:
            self._check_anchor(data)
        for number in range(len(self.proposal.findings)):
            if day := data.get(f"resolve_{number}"):
                self._check_resolution(f"resolve_{number}", day)
        return data

    def acceptance(self) -> Acceptance:
        """What the person decided; only of a valid form."""
        data, proposal = self.cleaned_data, self.proposal
        anchored = self._anchored()
        return Acceptance(
            protocol=proposal.protocol,
            basis=proposal.basis,
            anchored=anchored,
            elapsed_months=proposal.elapsed(anchored.date) or 0,
            responsible=data["responsible"],
            deputy=data["deputy"],
            findings=tuple(
                OpenFinding(UUID(note.values.get("row") or str(self.case.uid)), text, by_date)
                for number, note in enumerate(proposal.findings)
                for text in [finding_text(note)]
                if (by_date := data.get(f"resolve_{number}"))
            ),
        )

    def _check_resolution(self, name: str, day: datetime.date) -> None:
        try:
            check_ahead(day, self.today)
        except ValidationError as refusal:
            self.add_error(name, refusal)

    def _check_anchor(self, data: dict[str, Any]) -> None:
        day, reason = data.get("anchor_date"), data.get("anchor_reason")
        if data.get("without_dates"):
            if day:
                self.add_error("without_dates", _("There is a date: choose one of the two."))
            return
        if day is None:
            self.add_error(
                "anchor_date", _("Give a date, or say below that none can be estimated.")
            )
        elif day < add_months(self.today, -OLDEST_ANCHOR_MONTHS):
            self.add_error("anchor_date", _("This day is more than 30 years ago."))
        elif day > self.today:
            self.add_error("anchor_date", _("This day lies in the future."))
        elif not reason:
            self.add_error("anchor_reason", _("Say what the estimate rests on."))
        elif day > (latest := self._latest_anchor()):
            self.add_error(
                "anchor_date",
                _("The record tells of follow-up after it: %(day)s at the latest.")
                % {"day": date_format(latest, "j M Y")},
            )

    def _latest_anchor(self) -> datetime.date:
        """So long ago that the recorded follow-up can have taken place; today without any."""
        return add_months(self.today, -int(self.proposal.elapsed(None) or 0))

    def _anchored(self) -> Anchored:
        recorded = self.proposal.anchor
        if recorded.day:
            row = UUID(recorded.row) if recorded.row else None
            return Anchored(Anchor.SURGERY, recorded.day, recorded.precision, row=row)
        if day := self.cleaned_data.get("anchor_date"):
            return Anchored(Anchor.PLANNING, day, reason=self.cleaned_data["anchor_reason"])
        return Anchored(Anchor.NONE)
