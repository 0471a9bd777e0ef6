"""What the record says of the tumour at the cava: its limits, the veins invaded, the histology."""

from typing import NamedTuple

from scoring.rules.base import APPLICABILITY, Note
from scoring.rules.diagnosis import DIAGNOSIS, has_diagnosis, why_not
from scoring.rules.segments import RANK, Limits, Span, completions, span
from scoring.values.cells import Finding, code, either, finding
from scoring.values.fields import Facts, latest
from scoring.values.truth import NO, UNKNOWN, YES

LOWER = latest("ct_abdomen.ivc_lower", code)
UPPER = latest("ct_abdomen.ivc_upper", code)
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
CAVA_READS = (
    *(DIAGNOSIS, LOWER, UPPER, CT_CAVA, CAVA_WALL, RIGHT_ATRIUM),
    *(CT_RIGHT_RENAL, CT_LEFT_RENAL, SPECIMEN_RIGHT_RENAL, SPECIMEN_LEFT_RENAL),
    *(HEPATIC_VEINS, *EACH_HEPATIC_VEIN),
)

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

    wall: of the cava, in the specimen. cava: the vein on CT.
    """

    limits: Limits
    span: Span
    right_renal: Finding
    left_renal: Finding
    wall: Finding
    cava: Finding
    hepatic: Finding
    atrium: Finding

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

    def evidence(self) -> dict[str, tuple[str, ...]]:
        """By segment: the invaded structures that suggest it; a segment without any is left out."""
        invaded = [name for name, found in self.structures().items() if found.truth is YES]
        renal, cava, upper = ([each for each in invaded if each in part] for part in PARTS)
        suggests = {"II": (*renal, *cava[:1]) if renal and cava else (), "III": tuple(upper)}
        return {segment: structures for segment, structures in suggests.items() if structures}

    def suggested(self) -> dict[str, tuple[str, ...]]:
        """The evidence for segments that the limits leave open, neither certain nor excluded."""
        still_open = self.span.open
        return {s: found for s, found in self.evidence().items() if s in still_open}


def tumour_of(facts: Facts) -> Tumour:
    """Everything that the limits and the veins say."""
    limits = _limits(facts)
    return Tumour(
        limits,
        span(limits),
        either(facts[SPECIMEN_RIGHT_RENAL], facts[CT_RIGHT_RENAL]),
        either(facts[SPECIMEN_LEFT_RENAL], facts[CT_LEFT_RENAL]),
        facts[CAVA_WALL],
        facts[CT_CAVA],
        _hepatic_veins(facts),
        facts[RIGHT_ATRIUM],
    )


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


def _limits(facts: Facts) -> Limits:
    """A word that is no level counts as not known."""
    lower, upper = facts[LOWER].code, facts[UPPER].code
    return Limits(lower if lower in RANK else None, upper if upper in RANK else None)


def _hepatic_veins(facts: Facts) -> Finding:
    """Free only if said of all of them together, or of each of the three."""
    together, each = facts[HEPATIC_VEINS], [facts[vein] for vein in EACH_HEPATIC_VEIN]
    found = either(together, *each)
    is_free = together.truth is NO or all(vein.truth is NO for vein in each)
    return Finding(NO) if found.truth is not YES and is_free else found
