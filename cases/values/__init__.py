"""The vocabulary of a value: pure kinds that read what was typed and what a document holds.

    typed strings  --read_typed-->  document value  --check-->  Recorded  --to_document-->  document

A page types strings, a file holds document values; both meet in `check`, so they obey one set of
rules. Every refusal is a ValidationError with a sentence for the person.
"""

from cases.values.base import Kind, Recorded
from cases.values.dates import PartialDate
from cases.values.measurements import Measurement
from cases.values.measures import MEASURES, Measure, Unit
from cases.values.simple import Choice, ChoiceList, Number, Text, WholeNumber

__all__ = [
    "MEASURES",
    "Choice",
    "ChoiceList",
    "Kind",
    "Measure",
    "Measurement",
    "Number",
    "PartialDate",
    "Recorded",
    "Text",
    "Unit",
    "WholeNumber",
]
