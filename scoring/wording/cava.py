"""Words that the cards on the cava share."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.wording.phrases import DIAGNOSES, LEVELS, NEEDS, Words, listed, word

STRUCTURES: Words = {
    "right_renal_vein": gettext_lazy("right renal vein"),
    "left_renal_vein": gettext_lazy("left renal vein"),
    "ivc_wall": gettext_lazy("wall of the cava"),
    "ivc": gettext_lazy("vena cava on CT"),
    "hepatic_veins": gettext_lazy("hepatic veins"),
    "right_atrium": gettext_lazy("right atrium"),
}
FIELDS: Words = {
    "ct_abdomen.ivc_upper": gettext_lazy("Upper limit of the tumour"),
    "ct_abdomen.ivc_lower": gettext_lazy("Lower limit of the tumour"),
    "ct_abdomen.invades_hepatic_veins": gettext_lazy("Invasion of the hepatic veins"),
    "ct_abdomen.invades_right_renal_vein": gettext_lazy("Invasion of the right renal vein"),
    "ct_abdomen.invades_left_renal_vein": gettext_lazy("Invasion of the left renal vein"),
    "ct_abdomen.invades_right_atrium": gettext_lazy("Invasion of the right atrium"),
    "ct_abdomen.border_abdominal_wall": gettext_lazy("Border with the abdominal wall"),
    "ct_abdomen.border_thoracic_wall": gettext_lazy("Border with the thoracic wall"),
    "assessment.endoluminal_bud": gettext_lazy("Endoluminal bud"),
    "assessment.metastasis": gettext_lazy("Metastasis"),
}
YES_NO: Words = {
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "unknown": gettext_lazy("unknown"),
    "not_applicable": gettext_lazy("not applicable"),
}
ENDS: Words = {"ivc_lower": gettext_lazy("lower limit"), "ivc_upper": gettext_lazy("upper limit")}


def structures(codes: Iterable[str]) -> str:
    """Invaded structures: a, b and c."""
    return listed(word(STRUCTURES, code) for code in codes)


def level(code: Any) -> str:
    """A level of the cava; without one, that it is not recorded."""
    return word(LEVELS, code) if code else _("not recorded")


def needed(entry: Mapping[str, Any]) -> str:
    """The field of an entry, and what it lacks."""
    return word(NEEDS, entry["needs"]) % {"field": word(FIELDS, entry["field"])}


def caveat(note: Mapping[str, Any]) -> str:
    """What makes limits or invasion doubtful."""
    if note["code"] == "sources_disagree":
        words = {"structures": structures(note["structures"])}
        return _("Sources disagree on invasion: %(structures)s.") % words
    if note["code"] == "limits_disagree":
        ends = {"limits": listed(word(ENDS, limit) for limit in note["limits"])}
        return _("Sources disagree on where the tumour ends: %(limits)s.") % ends
    if note["code"] == "at_border":
        words = {"end": word(ENDS, note["limit"]), "level": level(note["level"])}
        return (
            _(
                "The %(end)s lies exactly at the %(level)s. The source does not say to which "
                "segment an ostium belongs; here it counts to the higher one."
            )
            % words
        )
    words = {"segment": note["segment"], "structures": structures(note["invaded"])}
    return (
        _(
            "The limits exclude segment %(segment)s, yet invasion suggests it (%(structures)s): "
            "check both."
        )
        % words
    )


def gated(card: Mapping[str, Any], headline: str) -> str:
    """The headline, marked where what is taught does not apply."""
    if card["applicability"] == "not_applicable":
        return _("Not applicable. %(headline)s") % {"headline": headline}
    return headline


def gate_line(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """Why what is taught about this sarcoma does not apply, or gives no result; usually nothing."""
    lines = []
    for note in reasons:
        if note["code"] == "histology":
            histology = word(DIAGNOSES, note["value"])
            lines.append(
                _(
                    "Not applicable: taught for leiomyosarcoma of the cava; here the histology is "
                    "%(histology)s."
                )
                % {"histology": histology}
            )
        if note["code"] == "limits_contradict":
            ends = {"lower": level(note["lower"]), "upper": level(note["upper"])}
            lines.append(
                _(
                    "No result: the limits contradict each other (lower: %(lower)s; upper: "
                    "%(upper)s)."
                )
                % ends
            )
    return lines
