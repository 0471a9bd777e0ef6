"""Imaging against itself, against the specimen and against what the team judges."""

from typing import Any

from scoring.rules.base import Criterion
from scoring.rules.cava import (
    CAVA_WALL,
    CT_CAVA,
    CT_LEFT_RENAL,
    CT_RIGHT_RENAL,
    LOWER,
    RIGHT_ATRIUM,
    SPECIMEN_LEFT_RENAL,
    SPECIMEN_RIGHT_RENAL,
    TUMOUR_READS,
    UPPER,
    outside_limits,
    tumour_of,
)
from scoring.rules.chest import CHEST, Chest
from scoring.rules.consistency.check import (
    Side,
    both,
    contradiction,
    disagreement,
    side,
    voices,
)
from scoring.rules.consistency.treatment import DISTANT as DISTANT_AT_VISITS
from scoring.rules.ct_signs import NEGATIVE, POSITIVE
from scoring.rules.expert_centre import ORGANS, SPECIMEN_ORGANS
from scoring.rules.inputs import ABDOMINAL_NODES, CHEST_NODES, METASTASIS
from scoring.values.cells import NO_FINDING, Why, codes, either, finding
from scoring.values.fields import Facts, Field, every, latest
from scoring.values.truth import NO, UNKNOWN, YES, Truth, all_of, any_of, negate, truth

CAVA_VOICES = voices("ct_abdomen.invades_ivc")
LIVER = latest("ct_abdomen.liver_metastasis", finding)
DISTANT = latest("follow_up.distant_recurrence", finding)
RECURRED_IN = every("recurrences.sites", codes)  # a row is a recurrence, with or without a site
NEAR = "local"  # any other site of a recurrence is distant
SCAN_AND_SPECIMEN = (
    (CT_CAVA, CAVA_WALL),
    (CT_RIGHT_RENAL, SPECIMEN_RIGHT_RENAL),
    (CT_LEFT_RENAL, SPECIMEN_LEFT_RENAL),
    *zip(ORGANS[: len(SPECIMEN_ORGANS)], SPECIMEN_ORGANS, strict=True),  # the kidneys
)
READS: tuple[Field[Any], ...] = (
    *(*TUMOUR_READS, *ORGANS[: len(SPECIMEN_ORGANS)], *SPECIMEN_ORGANS),
    *(CAVA_VOICES, POSITIVE, NEGATIVE, ABDOMINAL_NODES, CHEST_NODES),
    *(CHEST, METASTASIS, LIVER, DISTANT, DISTANT_AT_VISITS, RECURRED_IN),
)

cava_on_ct = disagreement("cava_on_ct", CAVA_VOICES)  # T2: invaded in the text, pushed in captions


def invaded_and_compressed(facts: Facts) -> Criterion:
    """A cava that is invaded, and pressed flat at the rim, which speaks against it (T2)."""
    invaded, pressed = facts[CT_CAVA], facts[NEGATIVE]
    sides = (side(CT_CAVA, invaded), side(NEGATIVE, pressed))
    return both("invaded_and_compressed", invaded.truth, pressed.truth, *sides)


def embedded_both_ways(facts: Facts) -> Criterion:
    """Both signs of the embedded cava (G36)."""
    one, other = facts[POSITIVE], facts[NEGATIVE]
    sides = (side(POSITIVE, one), side(NEGATIVE, other))
    return both("embedded_both_ways", one.truth, other.truth, *sides)


def scan_and_specimen(facts: Facts) -> Criterion:
    """A structure free in one and invaded in the other; only those that differ are shown."""
    answers, sides = [], list[Side]()
    for scan, specimen in SCAN_AND_SPECIMEN:
        one, other = facts[scan].truth, facts[specimen].truth
        answer = any_of(all_of(one, negate(other)), all_of(negate(one), other))
        answers.append(answer)
        if answer is YES:
            sides += [side(scan, facts[scan]), side(specimen, facts[specimen])]
    return contradiction("scan_and_specimen", any_of(*answers), *sides)


def limits_and_invasion(facts: Facts) -> Criterion:
    """Invasion in a segment that the limits exclude, or an atrium reached and free."""
    tumour = tumour_of(facts)
    structures = [name for note in outside_limits(tumour) for name in note.values["invaded"]]
    is_free = tumour.is_atrium_contradicted
    is_known = bool(tumour.span.possible) and None not in tumour.limits
    answer: Truth = UNKNOWN
    if structures or is_free:
        answer = YES
    elif is_known:
        answer = NO
    ends = [side(LOWER, tumour.lower), side(UPPER, tumour.upper)]
    atrium = [side(RIGHT_ATRIUM, tumour.atrium)] if is_free else []
    invaded = [{"structures": structures}] if structures else []
    return contradiction("limits_and_invasion", answer, *ends, *atrium, *invaded)


def nodes_of_abdomen_and_chest(facts: Facts) -> Criterion:
    """Nodes of the chest beside an abdomen without (T11): one says nothing of the other."""
    abdomen, chest = facts[ABDOMINAL_NODES], facts[CHEST_NODES]
    sides = (side(ABDOMINAL_NODES, abdomen), side(CHEST_NODES, chest))
    return both("nodes_of_abdomen_and_chest", negate(abdomen.truth), chest.truth, *sides)


def metastasis_denied_and_seen(facts: Facts) -> Criterion:
    """Judged to have none, with one in the liver, or a chest read as metastatic or still open."""
    judged, liver, chest = facts[METASTASIS], facts[LIVER], facts[CHEST]
    seen = any_of(liver.truth, _may_be_metastatic(chest))
    sides = (side(METASTASIS, judged), side(LIVER, liver), _chest_side(chest))
    return both("metastasis_denied_and_seen", negate(judged.truth), seen, *sides)


def _may_be_metastatic(chest: Chest) -> Truth:
    if chest.is_open:
        return YES
    return UNKNOWN if chest.code is None else truth(chest.code == "metastatic")


def metastasis_denied_and_recurred(facts: Facts) -> Criterion:
    """Judged to have none, with a distant recurrence at any visit or among the recurrences.

    The judgement may be older: then it is the one that has to be read again.
    """
    judged, visits, recurrences = facts[METASTASIS], facts[DISTANT_AT_VISITS], facts[RECURRED_IN]
    distant = either(*visits) if visits else NO_FINDING[Why.UNANSWERED]
    sites = [site for row in recurrences for site in row.codes]
    far = list(dict.fromkeys(site for site in sites if site != NEAR))
    sides = [side(METASTASIS, judged), side(DISTANT, distant)]
    if far:
        sides.append({"field": str(RECURRED_IN), "value": far})
    recurred = any_of(distant.truth, truth(bool(far)) if sites else UNKNOWN)
    return both("metastasis_denied_and_recurred", negate(judged.truth), recurred, *sides)


def _chest_side(chest: Chest) -> Side:
    said = {"value": chest.code} if chest.code else {"why": str(chest.why)}
    return {"field": str(CHEST), **said}


def open_chest_and_follow_up(facts: Facts) -> Criterion:
    """No distant lesion at follow-up, after a chest that nobody has resolved (T12)."""
    chest, distant = facts[CHEST], facts[DISTANT]
    is_open = truth(chest.is_open) if chest.is_open or chest.code else UNKNOWN
    sides = (_chest_side(chest), side(DISTANT, distant))
    return both("open_chest_and_follow_up", is_open, negate(distant.truth), *sides)


CHECKS = (
    cava_on_ct,
    invaded_and_compressed,
    embedded_both_ways,
    scan_and_specimen,
    limits_and_invasion,
    nodes_of_abdomen_and_chest,
    metastasis_denied_and_seen,
    metastasis_denied_and_recurred,
    open_chest_and_follow_up,
)
