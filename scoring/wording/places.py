"""One value and its laboratory's limits, for a picture and for a reader without it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from scoring.wording.phrases import measured
from scoring.wording.text import Place


def place_of(values: Mapping[str, Any]) -> Place | None:
    """From comparator, value, unit, lower and upper; None without a limit to stand beside."""
    if "lower" not in values and "upper" not in values:
        return None
    comparator = values.get("comparator", "")
    return Place(
        low=None if comparator.startswith("<") else values["value"],
        high=None if comparator.startswith(">") else values["value"],
        lower=values.get("lower"),
        upper=values.get("upper"),
        value=measured(values),
        label=_label(values),
    )


def _label(values: Mapping[str, Any]) -> str:
    words = {"amount": measured(values)}
    words |= {key: measured(values, key) for key in ("lower", "upper") if key in values}
    if "upper" not in values:
        return _("%(amount)s; the lower limit is %(lower)s") % words
    if "lower" not in values:
        return _("%(amount)s; the upper limit is %(upper)s") % words
    return _("%(amount)s; the limits are %(lower)s and %(upper)s") % words
