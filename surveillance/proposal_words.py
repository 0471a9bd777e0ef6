"""A proposal in words. What is estimated or unknown is never said without saying so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models.words import Differential
from scoring.rules.base import Note
from scoring.wording.phrases import DIAGNOSES, Words, alternatives, listed, state, word
from surveillance.operations import Anchor
from surveillance.proposals import Basis, Proposal, Verdict

REASONS: Words = {
    "histology": gettext_lazy("the histology is %(value)s"),
    "histology_unknown": gettext_lazy("the histology is %(value)s"),
    "histology_possible": gettext_lazy("%(value)s is only possible"),
    "histology_certainty_unknown": gettext_lazy("the certainty of %(value)s is %(why)s"),
    "dead": gettext_lazy("the patient has died"),
    "metastatic": gettext_lazy("there is metastasis"),
    "recurrence": gettext_lazy(
        "a recurrence is recorded and no later operation; follow-up starts again with its treatment"
    ),
    "palliative": gettext_lazy("the latest operation was palliative"),
    "not_operated": gettext_lazy("the patient was not operated on"),
    "operation_unknown": gettext_lazy("the operation is %(why)s"),
}
HEADLINES: Words = {
    Verdict.PROPOSED: gettext_lazy("Proposed: %(title)s"),
    Verdict.NOT_YET: gettext_lazy("No schedule can be proposed yet: %(reasons)s"),
    Verdict.DOES_NOT_FIT: gettext_lazy("No schedule of follow-up fits: %(reasons)s"),
}
BASES: Words = {
    Basis.HIGH_GRADE: gettext_lazy("Grade 2 or 3: the intervals for high grade."),
    Basis.UNKNOWN_GRADE: gettext_lazy(
        "The grade is not known: the intervals for high grade, to be on the safe side."
    ),
    Basis.LOW_GRADE_NOT_AVAILABLE: gettext_lazy(
        "Grade 1: the intervals for low grade are not here yet; these are the closer ones."
    ),
}
FINDINGS: Words = {
    "equivocal_ct_thorax": gettext_lazy("Equivocal CT of the thorax"),
    "disputed_ct_thorax": gettext_lazy("CT of the thorax on which sources disagree"),
    "equivocal_metastasis": gettext_lazy("Equivocal whether there is metastasis"),
}
SIGNS: Words = {
    "micronodules": gettext_lazy("micronodules"),
    "mediastino_hilar_adenopathy": gettext_lazy("mediastino-hilar adenopathy"),
}
DIFFERENTIALS: Words = dict(Differential.choices)
NO_ANCHOR = gettext_lazy(
    "The record has no date of the operation that is exact to the month. Without a date for"
    " planning nothing has a date and nobody is reminded."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalText:
    """Plain strings in the active language; unless proposed, headline and findings only."""

    headline: str
    basis: str = ""
    anchor: str = ""
    next_visit: str = ""
    notes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


def describe(proposal: Proposal) -> ProposalText:
    """Findings are told whatever the verdict."""
    findings = tuple(finding_text(note) for note in proposal.findings)
    if not proposal.is_proposed:
        return ProposalText(headline=headline(proposal), findings=findings)
    return ProposalText(
        headline=headline(proposal),
        basis=basis_text(proposal.basis),
        anchor=_anchor(proposal.anchor),
        next_visit=_("Month %(month)s is next.") % {"month": proposal.next_month},
        notes=tuple(_notes(proposal)),
        findings=findings,
    )


def headline(proposal: Proposal) -> str:
    """One line: the protocol, or why there is none."""
    words = {"title": proposal.protocol.title}
    if proposal.reasons:
        words["reasons"] = listed(_reason(note) for note in proposal.reasons)
    return word(HEADLINES, proposal.verdict) % words


def basis_text(basis: str) -> str:
    """Why these intervals, from the code of a proposal or as a schedule keeps it."""
    return word(BASES, basis)


def finding_text(finding: Note) -> str:
    """One line, such as "Equivocal CT of the thorax: micronodules; sarcoidosis or infection"."""
    values = finding.values
    is_disputed = values.get("why") == "conflict"
    title = word(FINDINGS, "disputed_ct_thorax" if is_disputed else finding.code)
    details = [
        _joined(SIGNS, values.get("signs", ()), listed),
        _joined(DIFFERENTIALS, values.get("differentials", ()), alternatives),
    ]
    told = "; ".join(detail for detail in details if detail)
    return _("%(finding)s: %(details)s") % {"finding": title, "details": told} if told else title


def _reason(note: Note) -> str:
    values = dict(note.values)
    if "why" in values:
        values["why"] = state(values["why"])
    if note.code.startswith("histology"):
        values["value"] = word(DIAGNOSES, values["value"]) if "value" in values else values["why"]
    return word(REASONS, note.code) % values


def _anchor(anchor: Anchor) -> str:
    if anchor.day is None:
        return str(NO_ANCHOR)
    if anchor.precision == "month":
        words = {"month": date_format(anchor.day, "M Y")}
        return _("Months count from the operation, %(month)s; the day is not recorded.") % words
    words = {"date": date_format(anchor.day, "j M Y")}
    return _("Months count from the operation on %(date)s.") % words


def _notes(proposal: Proposal) -> list[str]:
    """What a person should look at before accepting."""
    if proposal.operations == 1:
        return []
    told = _("%(count)s operations are recorded: check which one was the definitive resection.")
    return [told % {"count": proposal.operations}]


def _joined(words: Words, codes: Sequence[str], join: Callable[[Sequence[str]], str]) -> str:
    return join([word(words, code) for code in codes]) if codes else ""
