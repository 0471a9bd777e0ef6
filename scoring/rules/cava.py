"""What the record says of the tumour at the cava: its limits, the veins invaded, the histology."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple

from scoring.rules.base import APPLICABILITY, Note
from scoring.rules.diagnosis import DIAGNOSIS, has_diagnosis, why_not
from scoring.rules.segments import LEVELS, RANK, Limits, Span, above, completions, span
from scoring.values.cells import (
    NO_CODE,
    NO_FINDING,
    SAYS_NOTHING,
    Code,
    Finding,
    Why,
    code,
    either,
    finding,
)
from scoring.values.fields import Facts, beside, latest
from scoring.values.truth import NO, UNKNOWN, YES, Truth

# Both limits of one study: a later one that gives a single limit leaves the other open.
LOWER = beside("ct_abdomen.ivc_lower", code, "ivc_upper")
UPPER = beside("ct_abdomen.ivc_upper", code, "ivc_lower")
CT_CAVA = latest("ct_abdomen.invades_ivc", finding)
CT_RIGHT_RENAL = latest("ct_abdomen.invades_right_renal_vein", finding)
CT_LEFT_RENAL = latest("ct_abdomen.invades_left_renal_vein", finding)
RIGHT_ATRIUM = latest("ct_abdomen.invades_right_atrium", finding)
HEPATIC_VEINS = latest("ct_abdomen.invades_hepatic_veins", finding)
EACH_HEPATIC_VEIN = tuple(
    latest(f"ct_abdomen.invades_{side}_hepatic_vein", finding)
    for side in ("right", "middle", "left")
)
CAVA_WALL = latest("pathology.invades_ivc_wall", finding)
SPECIMEN_RIGHT_RENAL = latest("pathology.invades_right_renal_vein", finding)
SPECIMEN_LEFT_RENAL = latest("pathology.invades_left_renal_vein", finding)
TUMOUR_READS = (
    *(LOWER, UPPER, CT_CAVA, CAVA_WALL, RIGHT_ATRIUM),
    *(CT_RIGHT_RENAL, CT_LEFT_RENAL, SPECIMEN_RIGHT_RENAL, SPECIMEN_LEFT_RENAL),
    *(HEPATIC_VEINS, *EACH_HEPATIC_VEIN),
)
CAVA_READS = (DIAGNOSIS, *TUMOUR_READS)  # with what the gate asks

OSTIA = ("renal_vein_ostia", "hepatic_vein_ostia")
PARTS = (
    ("right_renal_vein", "left_renal_vein"),
    ("ivc_wall", "ivc"),
    ("hepatic_veins", "right_atrium"),
)
TEACHES = (
    "Bilgo et al., case report: leiomyosarcoma of the inferior vena cava with right renal invasion"
)


class Tumour(NamedTuple):
    """The record's account of it. right_renal, left_renal: invaded on CT or in the specimen.

    lower, upper: the limits with the reason where one is not known. wall: of the cava, in the
    specimen. cava: the vein on CT. disputed: structures on which sources disagree.
    """

    lower: Code
    upper: Code
    limits: Limits
    span: Span
    right_renal: Finding
    left_renal: Finding
    wall: Finding
    cava: Finding
    hepatic: Finding
    atrium: Finding
    disputed: tuple[str, ...] = ()

    def structures(self) -> dict[str, Finding]:
        """What can be invaded, from below."""
        return {
            "right_renal_vein": self.right_renal,
            "left_renal_vein": self.left_renal,
            "ivc_wall": self.wall,
            "ivc": self.cava,
            "hepatic_veins": self.hepatic,
            "right_atrium": self.atrium,
        }

    def evidence(self) -> Mapping[str, tuple[str, ...]]:
        """By segment: the invaded structures that suggest it; a segment without any is left out."""
        found = self.structures()
        return _evidence(tuple([name for name in found if found[name].truth is YES]))

    def suggested(self) -> dict[str, tuple[str, ...]]:
        """The evidence for segments that the limits leave open, neither certain nor excluded."""
        still_open = self.span.open
        return {s: found for s, found in self.evidence().items() if s in still_open}

    def above(self) -> tuple[str, ...]:
        """Segments above the limits that invasion suggests all the same."""
        return above(self.limits, self.evidence())

    def is_in(self, segment: str) -> Truth:
        """By the limits, unless invasion above them says otherwise."""
        return UNKNOWN if segment in self.above() else self.span.truth(segment)

    @property
    def is_atrium_contradicted(self) -> bool:
        """The upper limit lies in an atrium that CT calls free: one of the two is wrong."""
        return self.limits.upper == LEVELS[-1] and self.atrium.truth is NO

    def reaches_atrium(self) -> Finding:
        """By the upper limit where it says so, or where the finding says nothing."""
        upper, found = self.limits.upper, self.atrium
        if self.is_atrium_contradicted:
            return NO_FINDING[Why.CONFLICT]
        if upper == LEVELS[-1]:
            return Finding(YES)
        return Finding(NO) if upper and found.why in SAYS_NOTHING else found


@cache
def _evidence(invaded: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    renal, cava, upper = ([each for each in invaded if each in part] for part in PARTS)
    suggests = {"II": (*renal, *cava[:1]) if renal and cava else (), "III": tuple(upper)}
    return {segment: structures for segment, structures in suggests.items() if structures}


def tumour_of(facts: Facts) -> Tumour:
    """Everything that the limits and the veins say."""
    lower, upper = _end(facts[LOWER]), _end(facts[UPPER])
    limits = Limits(lower.code, upper.code)
    right = (facts[SPECIMEN_RIGHT_RENAL], facts[CT_RIGHT_RENAL])
    left = (facts[SPECIMEN_LEFT_RENAL], facts[CT_LEFT_RENAL])
    tumour = Tumour(
        lower,
        upper,
        limits,
        span(limits),
        either(*right),
        either(*left),
        facts[CAVA_WALL],
        facts[CT_CAVA],
        _hepatic_veins(facts),
        facts[RIGHT_ATRIUM],
    )
    sources: dict[str, tuple[Finding, ...]] = {
        name: (found,) for name, found in tumour.structures().items()
    }
    sources |= {"right_renal_vein": right, "left_renal_vein": left}
    disputed = tuple(name for name, found in sources.items() if _are_disputed(*found))
    return tumour._replace(disputed=disputed)


def _are_disputed(*findings: Finding) -> bool:
    """By sources of one finding, or by CT and specimen; invaded by either counts as invaded."""
    truths = {found.truth for found in findings}
    return {YES, NO} <= truths or any(found.why is Why.CONFLICT for found in findings)


def gate(facts: Facts, limits: Limits) -> tuple[str, tuple[Note, ...]]:
    """Applicability and reasons of what is taught about this sarcoma.

    Without a histology it applies: the segment is asked before there is one. Limits that
    contradict each other leave it unknown.
    """
    diagnosis = facts[DIAGNOSIS]
    if has_diagnosis(diagnosis, "leiomyosarcoma") is NO:
        return APPLICABILITY[NO], (why_not(diagnosis),)
    if not completions(limits):
        return APPLICABILITY[UNKNOWN], (Note("limits_contradict", limits._asdict()),)
    return APPLICABILITY[YES], ()


def borders(limits: Limits) -> list[Note]:
    """A limit exactly at an ostium: the convention decides, not the source."""
    ends = zip((LOWER.name, UPPER.name), limits, strict=True)
    return [
        Note("at_border", {"limit": key, "level": level}) for key, level in ends if level in OSTIA
    ]


def outside_limits(tumour: Tumour) -> list[Note]:
    """Invaded structures of a segment that the limits exclude: one of the two is wrong."""
    possible = tumour.span.possible
    return [
        Note("outside_limits", {"segment": segment, "invaded": list(structures)})
        for segment, structures in tumour.evidence().items()
        if possible and segment not in possible
    ]


def conflicts(tumour: Tumour, structures: Collection[str]) -> list[Note]:
    """On which limits, and which of the structures, sources disagree."""
    ends = ((LOWER, tumour.lower), (UPPER, tumour.upper))
    limits = [field.name for field, end in ends if end.why is Why.CONFLICT]
    disputed = [name for name in tumour.disputed if name in structures]
    notes = [Note("limits_disagree", {"limits": limits})] if limits else []
    return notes + ([Note("sources_disagree", {"structures": disputed})] if disputed else [])


def _end(limit: Code) -> Code:
    """A word that is no level cannot be read."""
    return limit if limit.code is None or limit.code in RANK else NO_CODE[Why.UNREADABLE]


def _hepatic_veins(facts: Facts) -> Finding:
    """Free only if said of all together while none is in doubt, or of each of the three."""
    together, each = facts[HEPATIC_VEINS], [facts[vein] for vein in EACH_HEPATIC_VEIN]
    found = either(together, *each)
    in_doubt = [vein for vein in each if vein.truth is UNKNOWN and vein.why is not Why.UNANSWERED]
    is_free = (together.truth is NO and not in_doubt) or all(vein.truth is NO for vein in each)
    return Finding(NO) if found.truth is not YES and is_free else found
