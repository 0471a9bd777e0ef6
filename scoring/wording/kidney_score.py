"""The words of risk scores made for metastatic kidney cancer.

Only the source's own line names a group without its conditions: where the score does not apply, a
group that alone is left is not named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.rules.kidney_score import Groups
from scoring.wording.kidney_criteria import (
    CAVEATS,
    FIELDS,
    NAMES,
    criterion_text,
    default_limits,
    needed,
)
from scoring.wording.phrases import DIAGNOSES, Words, alternatives, listed, sentence, state, word
from scoring.wording.text import Bar, BarSpan, CardText

GROUP_WORDS: Words = {
    "favourable": gettext_lazy("favourable"),
    "intermediate": gettext_lazy("intermediate"),
    "poor": gettext_lazy("poor"),
}
REASONS: Words = {
    "histology": gettext_lazy("the histology is %(value)s"),
    "histology_unknown": gettext_lazy("the histology is %(value)s"),
    "histology_possible": gettext_lazy("%(value)s is only possible"),
    "histology_certainty_unknown": gettext_lazy("the certainty of %(value)s is %(why)s"),
    "no_systemic_therapy": gettext_lazy("no systemic therapy is given"),
    "systemic_therapy_not_reported": gettext_lazy("no systemic therapy is reported"),
    "systemic_therapy_unknown": gettext_lazy("systemic therapy is %(why)s"),
    "not_metastatic": gettext_lazy("metastasis was judged absent"),
    "metastasis_equivocal": gettext_lazy("metastasis is equivocal"),
    "metastasis_unknown": gettext_lazy("metastasis is %(why)s"),
}
APPLICABLE, NOT_APPLICABLE = "applicable", "not_applicable"
MOST_GROUPS_IN_SHORT = 2  # three groups are all groups


@dataclass(frozen=True, slots=True, kw_only=True)
class KidneyWords:
    """name: the score's, for lines that must be short. labels: of its factors, by key."""

    title: str | Promise
    name: str | Promise
    labels: Words
    groups: Groups

    def describe(self, card: Mapping[str, Any]) -> CardText:
        """In the order agreed for a board: applicability, source, record; the criteria follow."""
        return CardText(
            rule=card["rule"],
            title=str(self.title),
            headline=_headline(card),
            short=self._short(card),
            status=card["applicability"],
            lines=tuple(_lines(card)),
            criteria=tuple(criterion_text(each, self.labels) for each in card["criteria"]),
            missing=tuple(_missing(card, entry) for entry in card["missing"]),
            caveats=tuple(_caveat(card, note) for note in card["caveats"]),
            citation=card["citation"],
            bar=self._bar(card),
        )

    def _short(self, card: Mapping[str, Any]) -> str:
        few = len(card["groups"]) <= MOST_GROUPS_IN_SHORT
        groups = _groups(card) if few else _("any group")
        figures = {"low": card["low"], "high": card["high"], "of": card["of"]}
        points = "%(low)s–%(high)s/%(of)s" if card["low"] != card["high"] else "%(low)s/%(of)s"
        shown = [points % figures] if _is_bare(card, card) else [points % figures, groups]
        words = {"score": self.name, "figures": ", ".join(shown)}
        if card["applicability"] == APPLICABLE:
            return _("%(score)s %(figures)s") % words
        if card["applicability"] == NOT_APPLICABLE:
            return _("%(score)s not applicable: %(figures)s") % words
        return _("%(score)s if applicable: %(figures)s") % words

    def _bar(self, card: Mapping[str, Any]) -> Bar:
        spans = (
            BarSpan(key, word(GROUP_WORDS, key), first, last, key in card["groups"])
            for key, first, last in self.groups
        )
        figures = {key: card[key] for key in ("counted", "low", "high", "of")}
        return Bar(**figures, groups=tuple(spans))


def _headline(card: Mapping[str, Any]) -> str:
    words = {"range": _range(card), "groups": _groups(card)}
    if card["applicability"] == APPLICABLE:
        return sentence(_("%(range)s, %(groups)s") % words)[:-1]
    if _is_bare(card, card):
        return _("Not applicable; %(range)s") % words
    if card["applicability"] == NOT_APPLICABLE:
        return _("Not applicable; %(range)s, %(groups)s") % words
    return _("Applicability unknown; %(range)s, %(groups)s") % words


def _lines(card: Mapping[str, Any]) -> list[str]:
    lines = [_applicability(card)]
    if card.get("reported"):
        lines.append(
            _("The report itself states: %(stated)s.") % {"stated": _reported(card["reported"])}
        )
    figures = {"figures": _figures(card, card)}
    if "alone" in card:
        lines.append(
            _("From the record, with the report's time factor taken over: %(figures)s.") % figures
        )
        alone = {"figures": _figures(card, card["alone"])}
        lines.append(_("From the record alone: %(figures)s.") % alone)
    else:
        lines.append(_("From the record: %(figures)s.") % figures)
    return lines


def _applicability(card: Mapping[str, Any]) -> str:
    if card["applicability"] == APPLICABLE:
        return _("Applicable: metastatic renal-cell carcinoma on systemic therapy.")
    reasons = {"reasons": listed(_reason(note) for note in card["reasons"])}
    if card["applicability"] == NOT_APPLICABLE:
        return (
            _(
                "Not applicable: the score was made for metastatic renal-cell carcinoma on "
                "systemic therapy; here %(reasons)s."
            )
            % reasons
        )
    return (
        _(
            "Applicability unknown: the score was made for metastatic renal-cell carcinoma on "
            "systemic therapy; here %(reasons)s."
        )
        % reasons
    )


def _reason(note: Mapping[str, Any]) -> str:
    reason = state(note.get("why", "unknown"))
    value = word(DIAGNOSES, note["value"]) if "value" in note else reason
    return word(REASONS, note["code"]) % {"value": value, "why": reason}


def _reported(reported: Mapping[str, Any]) -> str:
    group = [word(GROUP_WORDS, reported["group"])] if "group" in reported else []
    value = [str(reported["value"])] if "value" in reported else []
    return ", ".join([*value, *group])


def _range(figures: Mapping[str, Any]) -> str:
    if figures["low"] == figures["high"]:
        return _("%(counted)s of %(of)s") % figures
    return _("%(low)s to %(high)s of %(of)s possible") % figures


def _groups(figures: Mapping[str, Any]) -> str:
    if not figures["groups"]:
        return _("no group")
    return alternatives(word(GROUP_WORDS, group) for group in figures["groups"])


def _is_bare(card: Mapping[str, Any], figures: Mapping[str, Any]) -> bool:
    """Points without their group: one group alone would tell a patient's outlook, and where the
    score does not apply there is none to tell."""
    return card["applicability"] == NOT_APPLICABLE and len(figures["groups"]) == 1


def _figures(card: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    """counted, range; groups."""
    points = _range(figures)
    if figures["low"] != figures["high"]:
        words = {"range": points, "counted": figures["counted"]}
        points = _("%(counted)s counted, %(range)s") % words
    if _is_bare(card, figures):
        return points
    return _("%(points)s; %(groups)s") % {"points": points, "groups": _groups(figures)}


def _missing(card: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    settles = entry["settles"]
    what = needed(entry)
    if entry["field"] in FIELDS and _is_bare(card, card):
        return _("%(what)s: the group stays the same either way.") % {"what": what}
    if entry["field"] in FIELDS:
        words = {answer: _groups({"groups": settles[answer]}) for answer in ("yes", "no")}
        if settles["yes"] == settles["no"]:
            return _("%(what)s: %(yes)s either way.") % {"what": what, **words}
        return _("%(what)s: if met, %(yes)s; if not met, %(no)s.") % {"what": what, **words}
    return _("%(what)s: decides whether the score applies.") % {"what": what}


def _caveat(card: Mapping[str, Any], note: Mapping[str, Any]) -> str:
    if note["code"] == "strict_range":
        return _("Counted strictly, with calcium as unknown: %(figures)s.") % {
            "figures": _figures(card, note)
        }
    words = {**note, **default_limits()}
    if "criterion" in note:
        words["criterion"] = word(NAMES, note["criterion"])
    if "criteria" in note:
        words["criteria"] = listed(word(NAMES, key) for key in note["criteria"])
    code = "{code}_{basis}".format(**note) if "basis" in note else note["code"]
    return sentence(word(CAVEATS, code) % words)
