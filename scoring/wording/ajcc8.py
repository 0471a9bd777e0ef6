"""The words of the stage. A low stage never stands without what a higher grade would make of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.rules.ajcc8 import INPUTS
from scoring.wording.phrases import DIAGNOSES, Words, alternatives, listed, sentence, word
from scoring.wording.rows_read import SPECIMENS, STUDIES, UNDATED
from scoring.wording.rule_words import RuleWords

CHAPTERS: Words = {
    "retroperitoneum": gettext_lazy("retroperitoneum"),
    "trunk_extremities": gettext_lazy("trunk and extremities"),
}
CATEGORIES: Words = {
    "T1": gettext_lazy("T1"),
    "T2": gettext_lazy("T2"),
    "T3": gettext_lazy("T3"),
    "T4": gettext_lazy("T4"),
    "TX": gettext_lazy("TX"),
    "N0": gettext_lazy("N0"),
    "N1": gettext_lazy("N1"),
    "M0": gettext_lazy("M0"),
    "M1": gettext_lazy("M1"),
    "GX": gettext_lazy("GX"),
    "G1": gettext_lazy("G1"),
    "G2": gettext_lazy("G2"),
    "G3": gettext_lazy("G3"),
}
ALL_GRADES = ("G1", "G2", "G3")
GRADES: Words = {"G2_G3": gettext_lazy("G2 or G3")}
OUTCOMES: Words = {"no_group": gettext_lazy("no stage group")}
CRITERIA: Words = {
    "clinical_t": gettext_lazy("T, size on imaging"),
    "pathological_t": gettext_lazy("T, size of the specimen"),
    "n": gettext_lazy("N, regional nodes"),
    "m": gettext_lazy("M, metastasis"),
    "g": gettext_lazy("Grade (FNCLCC)"),
    "chapter": gettext_lazy("Chapter"),
}
REASONS: Words = {
    "histology": gettext_lazy("the histology is %(value)s, which is no sarcoma of soft tissue"),
}
CAVEATS: Words = {
    "grade_open": gettext_lazy(
        "%(if_low)s only because the grade is unknown; %(if_high)s if %(grades)s"
    ),
    "grade_withheld": gettext_lazy(
        "the grade of the specimen is withheld after treatment before the operation"
    ),
    "grade_of_biopsy": gettext_lazy(
        "the grade is that of a biopsy, the least that the tumour can have"
    ),
    "grade_contradicts": gettext_lazy(
        "the reported grade and its scores contradict each other; both are kept as possible"
    ),
    "metastasis_equivocal": gettext_lazy("metastasis is equivocal: neither M0 nor M1"),
    "nodes_suspected": gettext_lazy(
        "nodes of the abdomen are enlarged on CT, or may be: no proof of N1, which stays possible"
    ),
    "nodes_nothing": gettext_lazy(
        "regional nodes are not reported: N0 by the classification, which counts unknown as N0"
    ),
    "chest_nodes": gettext_lazy(
        "enlarged nodes of the chest are not regional: proven, they would be M1 and never N1"
    ),
    "size_of_specimen": gettext_lazy(
        "T is read from the size of the specimen, which can be larger than the tumour"
    ),
    "size_after_treatment": gettext_lazy(
        "the specimen was measured after treatment, so that its T is a ypT"
    ),
    "approximate": gettext_lazy("the size is approximate"),
    "sizes_differ": gettext_lazy(
        "imaging (%(imaging)s cm) and specimen (%(specimen)s cm) differ by more than a fifth"
    ),
    "sizes_differ_in_t": gettext_lazy(
        "imaging (%(imaging)s cm, %(imaging_t)s) and specimen (%(specimen)s cm, %(specimen_t)s) "
        "differ by more than a fifth"
    ),
    "size_of_unstated": gettext_lazy(
        "the kind of specimen is not stated: its size is read only where imaging gives none"
    ),
    "biopsy_higher": gettext_lazy(
        "the biopsy is graded higher, %(biopsy)s, than the specimen, %(groups)s; both are kept as "
        "possible"
    ),
    "default_chapter": gettext_lazy(
        "no chapter is recorded: that of the retroperitoneum is taken by default"
    ),
    **STUDIES,
    **SPECIMENS,
}
LIMITS: Words = {
    "t1": gettext_lazy("T1, up to"),
    "t2": gettext_lazy("T2, up to"),
    "t3": gettext_lazy("T3, up to"),
}


def _headline(card: Mapping[str, Any]) -> str:
    """All possible stages; edition and chapter, for another one has other stages."""
    chapters = card["criteria"][-1]["categories"]
    chapter = _either(chapters) if len(chapters) == 1 else _("either chapter")
    stages = _("No stage") if _is_not_applicable(card) else _by_grade(card) or _stages(card)
    words = {"stages": stages, "edition": card["edition"], "chapter": chapter}
    return _("%(stages)s (AJCC %(edition)s, %(chapter)s)") % words


def _is_not_applicable(card: Mapping[str, Any]) -> bool:
    return str(card["applicability"]) == "not_applicable"


def _by_grade(card: Mapping[str, Any]) -> str:
    """Where the grade alone decides between two stages: each with its grades, then the others."""
    note = next((each for each in card["caveats"] if each["code"] == "grade_open"), None)
    if note is None or (len(note["if_low"]), len(note["if_high"])) != (1, 1):
        return ""
    low, high = note["if_low"][0], note["if_high"][0]
    words = {"low": low, "high": high, "grades": word(GRADES, note["grades"])}
    words["lowest"] = _either(_low_grades(card))
    others = [stage for stage in card["groups"] if stage not in (low, high)]
    if not others:
        return _("%(low)s if %(lowest)s, %(high)s if %(grades)s") % words
    words["others"] = _either(others)
    return _("%(low)s if %(lowest)s, %(high)s if %(grades)s; %(others)s possible") % words


def _low_grades(card: Mapping[str, Any]) -> list[str]:
    """A tumour of which no grade is known is staged as G1 is."""
    grades = next(each["categories"] for each in card["criteria"] if each["key"] == "g")
    return ["GX", "G1"] if len(grades) == len(ALL_GRADES) else ["G1"]


def _stages(card: Mapping[str, Any]) -> str:
    stages = _either(card["groups"])
    return stages[:1].upper() + stages[1:]


def _short(card: Mapping[str, Any]) -> str:
    if _is_not_applicable(card):
        return _("Stage: not applicable")
    return _("Stage: %(stages)s") % {"stages": _stages(card)}


def _lines(card: Mapping[str, Any]) -> list[str]:
    """What each stage takes of that which is open; a stage that anything can give is left out."""
    if _is_not_applicable(card):
        return []
    every = card.get("with", {})
    takes = [(stage, every[stage]) for stage in card["groups"] if every.get(stage)]
    lines = [_takes(stage, _with_ungraded(card, values)) for stage, values in takes]
    if "clinical" in card:
        clinical = {"stages": _either(card["clinical"]["groups"])}
        lines.append(_("By the size on imaging: %(stages)s.") % clinical)
    return lines


def _with_ungraded(
    card: Mapping[str, Any], takes: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]]:
    if "G1" not in takes.get("g", ()):
        return takes
    return {**takes, "g": [*_low_grades(card), *(each for each in takes["g"] if each != "G1")]}


def _takes(stage: str, takes: Mapping[str, Sequence[str]]) -> str:
    """A stored card does not keep the order of the inputs."""
    values = [_either(takes[name]) for name in INPUTS if name in takes]
    return sentence(
        _("%(stage)s with %(values)s") % {"stage": _word(stage), "values": listed(values)}
    )


def _either(codes: Sequence[str]) -> str:
    return alternatives(_word(code) for code in codes)


def _word(code: str) -> str:
    return word({**OUTCOMES, **CHAPTERS, **CATEGORIES}, code)


def _answer(criterion: Mapping[str, Any]) -> str:
    return _either(criterion["categories"])


WORDS = RuleWords(
    title=gettext_lazy("AJCC stage"),
    name=gettext_lazy("stage"),
    asks=gettext_lazy("Which stages do size, nodes, metastasis and grade leave possible?"),
    topic="stage",
    outcomes=OUTCOMES,
    criteria=CRITERIA,
    reasons=REASONS,
    caveats=CAVEATS,
    values={**DIAGNOSES, **CHAPTERS, **GRADES, **OUTCOMES, **UNDATED},
    limits=LIMITS,
    headline=_headline,
    short=_short,
    lines=_lines,
    answer=_answer,
)
