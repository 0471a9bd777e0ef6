"""The words on biopsy: what two rules say of the record, side by side."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.rules.decisions import UNDETERMINED
from scoring.wording.phrases import Words, listed, state, word
from scoring.wording.rule_words import Payload, RuleWords

DOUBTS: Words = {
    "suspected_lymphoma": gettext_lazy("suspected lymphoma"),
    "suspected_adrenal_tumour": gettext_lazy("suspected adrenal tumour"),
    "history_of_neoplasia": gettext_lazy("previous cancer"),
    "other_diagnostic_doubt": gettext_lazy("other doubt"),
}
HEADLINES: Words = {
    "indicated": gettext_lazy("Indicated by the report's rule"),
    "not_required": gettext_lazy("Not required by the report's rule"),
    "not_indicated": gettext_lazy("Not indicated by the report's rule"),
    UNDETERMINED: gettext_lazy("Undetermined by the report's rule"),
}
WITH_BIOPSY: Words = {
    "indicated": gettext_lazy("Biopsy on record; indicated by the report's rule"),
    "not_required": gettext_lazy("Biopsy on record; not required by the report's rule"),
    "not_indicated": gettext_lazy("Biopsy on record; not indicated by the report's rule"),
    UNDETERMINED: gettext_lazy("Biopsy on record; undetermined by the report's rule"),
}
BECAUSE: Words = {
    "indicated": gettext_lazy(
        "indicated, as systemic therapy is judged possible and an operation is not"
    ),
    "not_required": gettext_lazy(
        "not required, as the mass is judged resectable and no doubt about the diagnosis is left"
    ),
    "not_indicated": gettext_lazy(
        "not indicated, as no doubt about the diagnosis is left and systemic therapy is not "
        "judged possible"
    ),
}
ASKS: Words = {
    "core_biopsy_if_possible": gettext_lazy(
        "a diagnosis before treatment, by percutaneous core biopsy if possible"
    ),
    "specialist_team_first": gettext_lazy("referral to a specialist team before biopsy or surgery"),
}


def _headline(card: Payload) -> str:
    """The guideline wants a biopsy: once there is one, that is said instead."""
    if _is_done(card):
        if _doubts(card):
            return _("Biopsy on record; doubt recorded: indicated by the report's rule")
        return word(WITH_BIOPSY, card["outcome"])
    if _doubts(card):
        return _(
            "Doubt recorded: indicated by the report's rule; UK guideline: core biopsy if possible"
        )
    words = {"report": word(HEADLINES, card["outcome"])}
    return _("%(report)s; UK guideline: core biopsy if possible") % words


def _is_done(card: Payload) -> bool:
    return any(
        each["key"] == "biopsy_done" and each["answer"] == "yes" for each in card["criteria"]
    )


def _doubts(card: Payload) -> list[str]:
    """Those recorded, in words."""
    given = [each["key"] for each in card["criteria"] if each["answer"] == "yes"]
    return [word(DOUBTS, key) for key in given if key in DOUBTS]


def _lines(card: Payload) -> Sequence[str]:
    """The report's block, then the guideline's."""
    asks = "; ".join(word(ASKS, each) for each in card["guideline"]["asks"])
    report = {"report": _report(card)}
    return (
        _("By the report (lines 184–188): %(report)s.") % report,
        *_operability(card),
        _("By the UK guideline of 2024: %(asks)s.") % {"asks": asks},
    )


def _report(card: Payload) -> str:
    if doubts := _doubts(card):
        return _("doubt recorded (%(doubts)s), so biopsy is an indication") % {
            "doubts": listed(doubts)
        }
    if card["outcome"] == UNDETERMINED:
        return _("undetermined between %(outcomes)s") % {
            "outcomes": listed(word(WORDS.outcomes, each) for each in card["groups"])
        }
    return word(BECAUSE, card["outcome"])


def _operability(card: Payload) -> list[str]:
    """What the outcome leaves out: a patient who may not bear the operation."""
    if card["outcome"] == UNDETERMINED or len(card["groups"]) == 1:
        return []
    operable = next(each for each in card["criteria"] if each["key"] == "operable")
    words = {"why": state(operable["why"])}
    return [
        _(
            "Whether the patient can bear an operation is %(why)s: if not, biopsy is an "
            "indication for possible systemic therapy."
        )
        % words
    ]


WORDS = RuleWords(
    title=gettext_lazy("Biopsy: the report and the UK guideline"),
    asks=gettext_lazy("What do the report's rule and the UK guideline say about a biopsy here?"),
    topic="diagnosis",
    name=gettext_lazy("biopsy"),
    outcomes={
        "indicated": gettext_lazy("indicated"),
        "not_required": gettext_lazy("not required"),
        "not_indicated": gettext_lazy("not indicated"),
    },
    criteria={
        "doubtful": gettext_lazy("Diagnosis in doubt"),
        "suspected_lymphoma": gettext_lazy("Suspected lymphoma"),
        "suspected_adrenal_tumour": gettext_lazy("Suspected adrenal tumour"),
        "history_of_neoplasia": gettext_lazy("Previous cancer"),
        "other_diagnostic_doubt": gettext_lazy("Other doubt about the diagnosis"),
        "resectable": gettext_lazy("Resectable, as the team judges"),
        "operable": gettext_lazy("Operable, as the team judges"),
        "systemic_therapy_possible": gettext_lazy("Systemic therapy possible, as the team judges"),
        "biopsy_done": gettext_lazy("Biopsy on record"),
    },
    caveats={
        "guideline_differs": gettext_lazy(
            "report and guideline do not ask for the same: both are shown, neither is preferred"
        ),
        "board_decides": gettext_lazy(
            "these are statements about two rules; whether a biopsy is taken the board decides"
        ),
    },
    headline=_headline,
    lines=_lines,
)
