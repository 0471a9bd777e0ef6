"""The gate of rules that were made for sarcomas of soft tissue."""

from functools import lru_cache

from scoring.rules.base import Note
from scoring.rules.diagnosis import DIAGNOSIS, Diagnosis, has_diagnosis, why_not
from scoring.values.fields import Facts
from scoring.values.truth import NO, any_of

SARCOMAS = ("leiomyosarcoma", "liposarcoma", "undifferentiated_sarcoma", "other_sarcoma")


def not_a_sarcoma(facts: Facts) -> tuple[Note, ...]:
    """The reason where the histology is surely another; without a histology the rules apply."""
    return _of(facts[DIAGNOSIS])


@lru_cache(maxsize=256)
def _of(diagnosis: Diagnosis) -> tuple[Note, ...]:
    is_sarcoma = any_of(*(has_diagnosis(diagnosis, sarcoma) for sarcoma in SARCOMAS))
    return (why_not(diagnosis),) if is_sarcoma is NO else ()
