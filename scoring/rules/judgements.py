"""Findings that a rule asks for as yes or no."""

from scoring.rules.base import Criterion
from scoring.rules.decisions import Input
from scoring.rules.factors import lack_of_value
from scoring.values.cells import Finding
from scoring.values.fields import Facts, Field
from scoring.values.truth import NO, YES


def asked(facts: Facts, field: Field[Finding]) -> Input:
    """The judgement as it is recorded."""
    return opened(field, facts[field])


def opened(field: str, found: Finding) -> Input:
    """One said not to apply tells nothing of what is asked: it is open, and never a no."""
    options = (found.truth,) if found.truth in (YES, NO) else (YES, NO)
    return Input(field, options, lack_of_value(found.why), found.why)


def recorded(facts: Facts, field: Field[Finding]) -> Criterion:
    """The criterion that is called as its field."""
    return Criterion.of(field.name, facts[field])
