"""Where the meaning of a field, or the trap in entering it, comes from: words for people."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


def report(lines: str) -> Any:
    """A place in the case report whose patient is the demonstration case; "71" or "131-134"."""
    words = _("case report, lines {lines}") if "-" in lines else _("case report, line {lines}")
    return format_lazy(words, lines=lines)


ENTRY_CHECK = _("entry check of this software")
CONVENTION = _("convention of this software")
WEBB = _("Webb et al., AJR 2013;200:205-9")
# A sign that the report teaches and Webb's series measured.
SIGN = format_lazy("{}; {}", report("131-145"), WEBB)
IMDC = _("IMDC score: Heng et al., Lancet Oncol 2013;14:141-8")
FNCLCC = _("FNCLCC grading of soft-tissue sarcoma")
AJCC = _("AJCC Cancer Staging Manual, 8th edition")
CKD_EPI = _("CKD-EPI equation of 2021: Inker et al., N Engl J Med 2021;385:1737-49")
CLAVIEN = _("Clavien-Dindo classification")
KULAYLAT = format_lazy("{}; {}", _("Kulaylat et al. 1997"), report("155-164"))
LAST_TWO_YEARS = format_lazy("{}; {}", _("Laskin et al. 2010"), report("239-244"))
