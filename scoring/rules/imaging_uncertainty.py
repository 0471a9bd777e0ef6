"""Whether the report counts the tumour among those that are hard to tell from other sarcomas.

No unit. The report says that the distinction "sometimes remains difficult on imaging, especially
if its extraluminal component is predominant". Growth outside the lumen is that case; growth inside
it is not singled out. "Both" names two components and not which one predominates: it leaves the
answer open, as a missing growth does.
"""

from scoring.rules.base import APPLICABILITY, Card, Criterion, Note, Rule
from scoring.rules.cava import TEACHES
from scoring.rules.decisions import Decision, Input
from scoring.rules.diagnosis import DIAGNOSIS, has_diagnosis, why_not
from scoring.rules.factors import lack_of_value
from scoring.values.cells import NO_CODE, Code, Why, code
from scoring.values.fields import Facts, latest
from scoring.values.truth import NO, UNKNOWN, YES

KEY, VERSION = "imaging_uncertainty", "1"
CITATION = f"{TEACHES}, lines 122-129"
OUTCOMES = ("difficult", "not_singled_out")
EXTRALUMINAL, INTRALUMINAL, BOTH = "extraluminal", "intraluminal", "both"
PREDOMINANT = {EXTRALUMINAL: YES, INTRALUMINAL: NO, BOTH: UNKNOWN}

GROWTH = latest("ct_abdomen.growth_pattern", code)
READS = (GROWTH, DIAGNOSIS)


def _decide(predominant: str) -> str:
    return OUTCOMES[0] if predominant == EXTRALUMINAL else OUTCOMES[1]


DECISION = Decision(OUTCOMES, _decide)


def evaluate(facts: Facts) -> Card:
    growth = _growth(facts[GROWTH])
    inputs = [_predominant(growth)]
    diagnosis = facts[DIAGNOSIS]
    is_other = has_diagnosis(diagnosis, "leiomyosarcoma") is NO
    both = (Note("both_components"),) if growth.code == BOTH else ()
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=APPLICABILITY[NO if is_other else YES],
        reasons=(why_not(diagnosis),) if is_other else (),
        result=DECISION.result(inputs),
        criteria=(_criterion(growth),),
        missing=DECISION.missing(inputs),
        caveats=(*both, Note("sometimes")),
        citation=CITATION,
    )


def _growth(growth: Code) -> Code:
    """A word that is no growth cannot be read."""
    is_read = growth.code is None or growth.code in PREDOMINANT
    return growth if is_read else NO_CODE[Why.UNREADABLE]


def _predominant(growth: Code) -> Input:
    """The component that predominates, or both where it is not known which."""
    components = (EXTRALUMINAL, INTRALUMINAL)
    options = tuple(each for each in components if growth.code == each) or components
    needs = "exact_value" if growth.code == BOTH else lack_of_value(growth.why)
    return Input(GROWTH, options, needs, growth.why)


def _criterion(growth: Code) -> Criterion:
    if growth.code is None:
        return Criterion("extraluminal_predominant", UNKNOWN, {"why": str(growth.why)})
    answer = PREDOMINANT[growth.code]
    return Criterion("extraluminal_predominant", answer, {"value": growth.code})


RULE = Rule(
    KEY, VERSION, evaluate, READS, example={"ct_abdomen": [{"growth_pattern": "extraluminal"}]}
)
