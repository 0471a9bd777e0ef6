"""Chips for the organs around the tumour: the quick way to those a report names. Rows in short."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By what is said of the organs: row and the organ's name, in the order of the rows.
ORGANS: tuple[tuple[Promise, Mapping[str, Promise]], ...] = (
    (
        _("Invaded:"),
        {
            "invades_right_kidney": _("right kidney"),
            "invades_left_kidney": _("left kidney"),
            "invades_liver": _("liver"),
            "invades_duodenum": _("duodenum"),
            "invades_adrenal": _("adrenal"),
            "invades_aorta": _("aorta"),
            "invades_psoas": _("psoas"),
            "invades_ureter": _("ureter"),
            "invades_colon": _("colon"),
        },
    ),
    (
        _("Displaced:"),
        {"displaces_liver": _("liver"), "displaces_gall_bladder": _("gall bladder")},
    ),
    (
        _("Border kept:"),
        {
            "border_abdominal_wall": _("abdominal wall"),
            "border_thoracic_wall": _("thoracic wall"),
        },
    ),
)


@dataclass(frozen=True)
class ChipLine:
    """chips: row and name of each organ that the page carries."""

    heading: str
    chips: tuple[tuple[str, str], ...]


def draw_chips(form: forms.BaseForm) -> dict[str, list[ChipLine]]:
    """The context of the chips' template; without lines where nothing can be set."""
    lines = [ChipLine(str(heading), _chips(form, organs)) for heading, organs in ORGANS]
    return {"lines": [line for line in lines if line.chips]}


def _chips(form: forms.BaseForm, organs: Mapping[str, Promise]) -> tuple[tuple[str, str], ...]:
    live = (row for row in organs if row in form.fields and not form.fields[row].disabled)
    return tuple((row, str(organs[row])) for row in live)
