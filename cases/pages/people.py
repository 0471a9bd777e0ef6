"""Who and what a case is about, in a few words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.document import latest, plain
from cases.models import Identity
from cases.models.words import Certainty, Diagnosis, Sex

SEX_LETTERS = {Sex.MALE: gettext_lazy("M"), Sex.FEMALE: gettext_lazy("F")}


def describe_person(document: Mapping[str, Any], identity: Identity | None) -> str:
    """'M 56', and initials for those who may see them; empty while nothing is known."""
    person = document.get("presentation", {})
    sex, age = plain(person.get("sex")), plain(person.get("age_at_diagnosis"))
    parts = [str(SEX_LETTERS.get(sex, "")), "" if age is None else str(age)]
    if identity and identity.initials:
        parts.append(identity.initials)
    return " ".join(part for part in parts if part)


def describe_diagnosis(document: Mapping[str, Any]) -> str:
    """Latest pathology in words; says so when there is none."""
    specimen = latest(document.get("pathology", []), "diagnosis")
    return diagnosis_words(plain(specimen.get("diagnosis")), plain(specimen.get("certainty")))


def diagnosis_words(diagnosis: str | None, certainty: str | None) -> str:
    """'leiomyosarcoma (probable)'."""
    if not diagnosis:
        return _("no diagnosis yet")
    label = str(Diagnosis(diagnosis).label)
    return f"{label} ({Certainty(certainty).label})" if certainty else label
