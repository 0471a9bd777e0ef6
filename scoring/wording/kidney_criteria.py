"""The factors of scores of kidney cancer in words, and what they lack."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.rules.factor_performance import KARNOFSKY_BY_ECOG
from scoring.rules.factors_blood import DEFAULT_HAEMOGLOBIN
from scoring.values.interval import Interval
from scoring.values.units import HAEMOGLOBIN
from scoring.wording.phrases import (
    NEEDS,
    RESULTS,
    Words,
    alternatives,
    listed,
    measured,
    why,
    word,
)
from scoring.wording.rule_words import WHOSE
from scoring.wording.text import CriterionText

NAMES: Words = {
    "haemoglobin": gettext_lazy("haemoglobin"),
    "calcium": gettext_lazy("calcium"),
    "time_to_systemic": gettext_lazy("time to systemic therapy"),
    "performance_status": gettext_lazy("performance status"),
    "neutrophils": gettext_lazy("neutrophils"),
    "platelets": gettext_lazy("platelets"),
    "ldh": gettext_lazy("LDH"),
}
LIMITS: Words = {
    "haemoglobin_male": gettext_lazy("lower limit of haemoglobin, men"),
    "haemoglobin_female": gettext_lazy("lower limit of haemoglobin, women"),
    "performance_status": gettext_lazy("Karnofsky status, below"),
    "calcium": gettext_lazy("corrected calcium, above"),
    "ldh": gettext_lazy("LDH, above so many times the laboratory's upper limit"),
}
ANSWERS: Words = {
    "yes": gettext_lazy("met"),
    "no": gettext_lazy("not met"),
    "unknown": gettext_lazy("unknown"),
    "not_applicable": gettext_lazy("not applicable"),
}
FIELDS: Words = {
    "presentation.sex": gettext_lazy("Sex, for the default limit of haemoglobin"),
    "presentation.kps": gettext_lazy("Karnofsky status"),
    "presentation.date_of_diagnosis": gettext_lazy("Date of diagnosis"),
    "systemic.first_line_systemic_start": gettext_lazy("Start of first-line systemic therapy"),
    "labs.haemoglobin": gettext_lazy("Haemoglobin"),
    "labs.calcium": gettext_lazy("Calcium"),
    "labs.neutrophils": gettext_lazy("Neutrophils"),
    "labs.platelets": gettext_lazy("Platelets"),
    "labs.ldh": gettext_lazy("LDH"),
}
GATE_FIELDS: Words = {
    "pathology.diagnosis": gettext_lazy("Histology"),
    "systemic.given": gettext_lazy("Systemic therapy"),
    "assessment.metastasis": gettext_lazy("Metastasis"),
}
CAVEATS: Words = {
    "calcium_not_corrected_result": gettext_lazy(
        "calcium is given in words and not said to be corrected for albumin"
    ),
    "calcium_not_corrected_number": gettext_lazy("calcium is not corrected for albumin"),
    "default_limit": gettext_lazy(
        "the laboratory gives no limit for %(criterion)s: a default is used, %(male)s for men and "
        "%(female)s for women"
    ),
    "approximate": gettext_lazy("the value for %(criterion)s is approximate"),
    "contradicts_words": gettext_lazy(
        "the number for %(criterion)s and the result in words disagree; the number is counted"
    ),
    "albumin_of_other_day": gettext_lazy(
        "calcium and the albumin that corrects it are not known to be of one day"
    ),
    "after_therapy": gettext_lazy(
        "%(criteria)s of %(sampled)s: taken after systemic therapy began (%(start)s)"
    ),
    "from_ecog": gettext_lazy(
        "performance status is judged by ECOG; its correspondence to Karnofsky is approximate"
    ),
    "therapy_before_diagnosis": gettext_lazy(
        "systemic therapy starts before the date of diagnosis: check the dates"
    ),
}


def default_limits() -> dict[str, str]:
    """By sex, in the unit that haemoglobin is shown in."""
    unit, factor = HAEMOGLOBIN.shown
    return {
        sex: measured({"value": limit / factor, "unit": unit})
        for sex, limit in DEFAULT_HAEMOGLOBIN.items()
    }


def criterion_text(criterion: Mapping[str, Any], labels: Words) -> CriterionText:
    """One row of the panel."""
    return CriterionText(
        key=criterion["key"],
        label=word(labels, criterion["key"]),
        answer=criterion["answer"],
        answer_text=_answer(criterion),
        detail=_detail(criterion),
    )


def needed(entry: Mapping[str, Any]) -> str:
    """What an unknown factor lacks; fields that are needed only together are named together."""
    names = FIELDS if entry["field"] in FIELDS else GATE_FIELDS
    field = word(names, entry["field"])
    what = word(NEEDS, entry["needs"]) % {"field": field}
    others = [word(FIELDS, field) for field in entry.get("together", ())]
    return (
        _("%(what)s (with: %(others)s)") % {"what": what, "others": listed(others)}
        if others
        else what
    )


def _answer(criterion: Mapping[str, Any]) -> str:
    if "stated" in criterion:
        return _("stated by the source")
    return word(ANSWERS, criterion["answer"])


def _detail(criterion: Mapping[str, Any]) -> str:
    """What the answer rests on, or why there is none."""
    if criterion["key"] == "time_to_systemic":
        parts = _time_parts(criterion)
    elif criterion["key"] == "performance_status":
        parts = _performance_parts(criterion)
    else:
        parts = _blood_parts(criterion)
    if "why" in criterion and "ecog" not in criterion:
        parts.append(why(criterion["why"]))
    if "sampled" in criterion:
        parts.append(_("of %(date)s") % {"date": criterion["sampled"]})
    return ", ".join(parts)


def _time_parts(criterion: Mapping[str, Any]) -> list[str]:
    if "stated" in criterion:
        return [_("not computable")]
    if criterion["answer"] == "not_applicable":
        return [_("no systemic therapy recorded")]
    ends = {key: criterion.get(key) or _("no date") for key in ("from", "to")}
    return [_("diagnosis %(from)s, first line %(to)s") % ends]


def _performance_parts(criterion: Mapping[str, Any]) -> list[str]:
    if criterion.get("scale") == "ecog":
        grade = _("ECOG %(grade)s") % {"grade": measured(criterion)}
        is_open = criterion["answer"] == "unknown" and "comparator" not in criterion
        span = KARNOFSKY_BY_ECOG.get(criterion["value"]) if is_open else None
        return [grade] if span is None else [grade, _karnofsky(span)]
    if "value" not in criterion:
        return []
    if "ecog" in criterion:
        return _contradiction(criterion)
    words = {"value": measured(criterion), "limit": measured(criterion, "limit")}
    return [_("Karnofsky %(value)s, limit %(limit)s") % words]


def _contradiction(criterion: Mapping[str, Any]) -> list[str]:
    words = {
        "value": measured(criterion),
        "grade": criterion["ecog"],
        "karnofsky": _karnofsky(KARNOFSKY_BY_ECOG[criterion["ecog"]]),
    }
    return [_("Karnofsky %(value)s, but ECOG %(grade)s is %(karnofsky)s") % words]


def _karnofsky(span: Interval) -> str:
    """Both ends, which are all the statuses of a grade."""
    ends = sorted({int(end) for end in (span.low, span.high) if end is not None})
    return _("Karnofsky %(statuses)s") % {"statuses": alternatives(str(end) for end in ends)}


def _blood_parts(criterion: Mapping[str, Any]) -> list[str]:
    parts = [measured(criterion)] if "value" in criterion else []
    if "result" in criterion:
        parts.append(word(RESULTS, criterion["result"]))
    if "limit" in criterion:
        limit = {
            "limit": measured(criterion, "limit"),
            "whose": word(WHOSE, criterion["limit_from"]),
        }
        parts.append(_("limit %(limit)s, %(whose)s") % limit)
    elif "value" in criterion and "result" not in criterion:
        parts.append(_("no limit given"))
    if criterion["key"] == "calcium" and criterion["answer"] in ("yes", "no"):
        is_corrected = "corrected" in criterion
        parts.append(_("corrected for albumin") if is_corrected else _("not corrected for albumin"))
    return parts
