"""The words of the checks: what the record says twice, each side as the forms call it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.values.measurements import Equation
from scoring.wording.cava import structures
from scoring.wording.phrases import Words, alternatives, measured, word
from scoring.wording.record import quoted
from scoring.wording.rule_words import RuleWords, field_label

CRITERIA: Words = {
    "summary_and_values": gettext_lazy("Called normal, with a value that is not"),
    "filtration_and_unit": gettext_lazy("Filtration rate in the unit of a clearance"),
    "performance_scales": gettext_lazy("ECOG and Karnofsky that do not correspond"),
    "never_smoked": gettext_lazy("Never smoked, with pack-years"),
    "cava_on_ct": gettext_lazy("Cava invaded by one source, not by another"),
    "invaded_and_compressed": gettext_lazy("Cava invaded, and pressed flat at the rim"),
    "embedded_both_ways": gettext_lazy("Embedded cava both positive and negative"),
    "scan_and_specimen": gettext_lazy("CT and specimen differ on invasion"),
    "limits_and_invasion": gettext_lazy("Invasion outside the limits in the cava"),
    "nodes_of_abdomen_and_chest": gettext_lazy("No nodes in the abdomen, nodes in the chest"),
    "metastasis_denied_and_seen": gettext_lazy("Metastasis judged absent, seen or open on imaging"),
    "metastasis_denied_and_recurred": gettext_lazy("Metastasis judged absent, distant recurrence"),
    "open_chest_and_follow_up": gettext_lazy("Chest unresolved, yet no distant lesion later"),
    "nodes_and_adenopathy": gettext_lazy("Nodes with tumour, none enlarged on CT"),
    "nodes_positive_and_examined": gettext_lazy("More nodes with tumour than examined"),
    "necrosis_and_share": gettext_lazy("Necrosis and its share disagree"),
    "origin_and_alternatives": gettext_lazy("Origin stated, others not ruled out"),
    "clear_margin_and_recut": gettext_lazy("Clear margin, and a recut of the cava"),
    "biopsy_and_specimen_grade": gettext_lazy("Grade of biopsy and of specimen differ"),
    "nephrectomy_named": gettext_lazy("Nephrectomy named in two ways"),
    "side_of_nephrectomy": gettext_lazy("Nephrectomy on the side away from the tumour"),
    "closed_without_procedure": gettext_lazy("Cava left alone, and reconstructed"),
    "resection_without_operation": gettext_lazy("Specimen of a resection, no operation"),
    "biopsy_without_biopsy": gettext_lazy("Specimen of a biopsy that was not done"),
    "recurrence_without_disease": gettext_lazy("Recurrence, and no evidence of disease"),
    "imdc_reported": gettext_lazy("IMDC as reported does not fit the record"),
    "mskcc_reported": gettext_lazy("MSKCC as reported does not fit the record"),
    "factors_reported": gettext_lazy("IMDC factor reported that the record does not hold"),
    "grade_reported": gettext_lazy("Grade as reported does not fit its scores"),
    "residual_reported": gettext_lazy("R class as reported does not fit the margins"),
}
EQUATIONS: Words = dict(Equation.choices)
GROUPS: Words = {
    "favourable": gettext_lazy("favourable"),
    "intermediate": gettext_lazy("intermediate"),
    "poor": gettext_lazy("poor"),
}
SPECIMENS: Words = {
    "resection": gettext_lazy("resection"),
    "biopsy": gettext_lazy("biopsy"),
    "not_stated": gettext_lazy("specimen of unknown kind"),
}


def _headline(card: Mapping[str, Any]) -> str:
    if card["counted"] == 0:
        return _("Nothing recorded contradicts the rest")
    return ngettext(
        "%(counted)s point where the record says two things",
        "%(counted)s points where the record says two things",
        card["counted"],
    ) % {"counted": card["counted"]}


def _short(card: Mapping[str, Any]) -> str:
    counted = card["counted"] or _("no")
    return ngettext(
        "Consistency: %(counted)s contradiction",
        "Consistency: %(counted)s contradictions",
        card["counted"],
    ) % {"counted": counted}


def _lines(card: Mapping[str, Any]) -> Sequence[str]:
    words = {"of": card["of"], "all": len(card["criteria"])}
    return [
        _("%(of)s of %(all)s checks can be decided by what is recorded.") % words,
        _("Both sides stay in the record; no other card changes because of this one."),
    ]


def _detail(criterion: Mapping[str, Any]) -> Sequence[str]:
    """Both sides where they were found to clash; one text, since each can hold commas."""
    if criterion["answer"] != "yes":
        return []
    return ["; ".join(_side(side) for side in criterion["sides"])]


def _side(side: Mapping[str, Any]) -> str:
    if "structures" in side:
        return _("invaded: %(structures)s") % {"structures": structures(side["structures"])}
    if "unit_typed" in side:
        return _filtration(side)
    if "specimen" in side:
        words = {"specimen": word(SPECIMENS, side["specimen"]), "said": _groups(side)}
        return _("%(specimen)s: %(said)s") % words
    if "groups" in side:
        return _("from the record: %(said)s") % {"said": _possible(side)}
    return _with_limit(side)


def _filtration(side: Mapping[str, Any]) -> str:
    words = {"field": field_label(side["field"]), "unit": side["unit_typed"]}
    words["equation"] = word(EQUATIONS, side["equation"]) if side["equation"] else _("not stated")
    return _("%(field)s: unit %(unit)s, equation %(equation)s") % words


def _possible(side: Mapping[str, Any]) -> str:
    if "low" not in side:
        return _groups(side)
    words = {"low": side["low"], "high": side["high"], "groups": _groups(side)}
    if side["low"] == side["high"]:
        return _("%(low)s of its points, %(groups)s") % words
    return _("%(low)s to %(high)s of its points, %(groups)s") % words


def _groups(side: Mapping[str, Any]) -> str:
    return alternatives(word(GROUPS, each) for each in side["groups"]) if side["groups"] else "–"


def _with_limit(side: Mapping[str, Any]) -> str:
    if "limit" in side:
        words = {"said": quoted(side), "limit": measured(side, "limit")}
        return _("%(said)s (limit %(limit)s)") % words
    return quoted(side)


WORDS = RuleWords(
    title=gettext_lazy("Consistency of the record"),
    asks=gettext_lazy("Where does the record say two things?"),
    topic="loose_ends",
    criteria=CRITERIA,
    caveats={
        "censored_at": gettext_lazy(
            "no recurrence at %(months)s months: followed until then and no further, which says "
            "nothing of what comes later"
        ),
        "censored": gettext_lazy(
            "no recurrence at the last visit: followed until then and no further, which says "
            "nothing of what comes later"
        ),
    },
    headline=_headline,
    short=_short,
    lines=_lines,
    detail=_detail,
)
