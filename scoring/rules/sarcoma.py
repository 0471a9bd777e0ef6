"""The gate of rules that were made for sarcomas of soft tissue."""

from scoring.rules.base import Note
from scoring.rules.diagnosis import DIAGNOSIS, has_diagnosis, why_not
from scoring.values.fields import Facts
from scoring.values.truth import NO, any_of

SARCOMAS = ("leiomyosarcoma", "liposarcoma", "undifferentiated_sarcoma", "other_sarcoma")


def not_a_sarcoma(facts: Facts) -> tuple[Note, ...]:
    """The reason where the histology is surely another; without a histology the rules apply."""
    diagnosis = facts[DIAGNOSIS]
    is_sarcoma = any_of(*(has_diagnosis(diagnosis, sarcoma) for sarcoma in SARCOMAS))
    return (why_not(diagnosis),) if is_sarcoma is NO else ()
