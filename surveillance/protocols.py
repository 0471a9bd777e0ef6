"""Published schedules of follow-up as data: intervals, what a visit consists of, and who says so.

Where a guideline gives a range, one interval of it is chosen here and the range is printed beside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveillance import planning

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Phase(planning.Interval):
    """range_text: the interval and the time as the guideline gives them."""

    range_text: Text


@dataclass(frozen=True, slots=True)
class Part:
    """Something that belongs to each visit. otherwise: what to do where it cannot be done so."""

    key: str
    title: Text
    otherwise: Text = ""


VISIT = Part("visit", gettext_lazy("history and examination"))
# Sarcoma of the cava comes back in the lungs and the liver, so both are looked at each time.
CT_CHEST = Part("ct_chest", gettext_lazy("CT of the chest"))
CT_ABDOMEN_PELVIS = Part(
    "ct_abdomen_pelvis",
    gettext_lazy("CT of abdomen and pelvis with contrast"),
    gettext_lazy("MRI where contrast must not be given; the CT of the chest stays"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One schedule. Each visit consists of all parts; the windows say when it counts as in time.

    version: raised whenever a month, a part or a window changes.
    """

    key: str
    version: str
    title: Text
    guideline: Text
    citation: str
    phases: tuple[Phase, ...]
    parts: tuple[Part, ...]
    window_before_days: int = 14
    window_after_days: int = 28

    def __post_init__(self) -> None:
        if CT_CHEST not in self.parts:
            raise ValueError("the chest is part of every visit")
        if any(phase.every_months < 1 for phase in self.phases):
            raise ValueError("an interval is at least a month")
        ends = [phase.until_month for phase in self.phases]
        bounds = [end for end in ends if end is not None]
        if ends != [*sorted(set(bounds)), None]:
            raise ValueError("phases follow each other, and only the last has no end")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolText:
    """A protocol in words, each a plain string in the active language."""

    title: str
    guideline: str
    citation: str
    intervals: tuple[str, ...]
    parts: tuple[str, ...]
    window: str


ESMO_HIGH = Protocol(
    key="ESMO_HIGH",
    version="1",
    title=gettext_lazy("Follow-up of intermediate and high-grade sarcoma (ESMO)"),
    guideline=gettext_lazy("ESMO clinical practice guidelines, soft tissue sarcoma"),
    citation=(
        "Casali and Blay, ESMO clinical practice guidelines, Ann Oncol 2010;21 Suppl 5:v198-203;"
        " the current ESMO page gives the same intervals, as quoted by BC Cancer"
    ),
    phases=(
        Phase(3, 36, gettext_lazy("every 3 to 4 months in the first 2 to 3 years")),
        Phase(6, 60, gettext_lazy("twice a year up to the fifth year")),
        Phase(12, None, gettext_lazy("once a year after that")),
    ),
    parts=(VISIT, CT_CHEST, CT_ABDOMEN_PELVIS),
)
PROTOCOLS: Mapping[str, Protocol] = MappingProxyType({ESMO_HIGH.key: ESMO_HIGH})


def describe(protocol: Protocol) -> ProtocolText:
    """What pages say of it: what is planned here beside what the guideline leaves open."""
    windows = {"before": protocol.window_before_days, "after": protocol.window_after_days}
    return ProtocolText(
        title=str(protocol.title),
        guideline=str(protocol.guideline),
        citation=protocol.citation,
        intervals=tuple(_interval(phase) for phase in protocol.phases),
        parts=tuple(_part(part) for part in protocol.parts),
        window=_("in time from %(before)s days before to %(after)s days after the date") % windows,
    )


def _interval(phase: Phase) -> str:
    every = ngettext("every month", "every %(count)s months", phase.every_months) % {
        "count": phase.every_months
    }
    words = {"every": every, "until": phase.until_month, "range": phase.range_text}
    if phase.until_month is None:
        return _("%(every)s after that, without end (guideline: %(range)s)") % words
    return _("%(every)s to month %(until)s (guideline: %(range)s)") % words


def _part(part: Part) -> str:
    if not part.otherwise:
        return str(part.title)
    return _("%(part)s (%(otherwise)s)") % {"part": part.title, "otherwise": part.otherwise}
