"""Units that a rule can compute with: factors to the one canonical SI unit of each quantity.

Spellings are those that the record accepts. A unit not listed here makes its number unknown.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

ONE = Decimal(1)


class Quantity(NamedTuple):
    """canonical: the unit of computation. shown: (unit, canonical / shown) on a card."""

    canonical: str
    shown: tuple[str, Decimal]
    factors: Mapping[str, Decimal]  # "" where there is no unit


NUMBER = Quantity("", ("", ONE), {"": ONE})

# Haemoglobin as monomer: 1 mmol/L = 1.6114 g/dL.
HAEMOGLOBIN = Quantity(
    "g/L",
    ("g/dL", Decimal(10)),
    {"g/L": ONE, "g/dL": Decimal(10), "mmol/L": Decimal("16.114")},
)
# Molar mass of calcium 40.078 g/mol.
CALCIUM = Quantity("mmol/L", ("mmol/L", ONE), {"mmol/L": ONE, "mg/dL": Decimal("0.2495")})
ALBUMIN = Quantity("g/L", ("g/L", ONE), {"g/L": ONE, "g/dL": Decimal(10)})
_PER_MICROLITRE = Decimal("0.001")
CELLS = Quantity(
    "10^9/L",
    ("10^9/L", ONE),
    dict.fromkeys(
        (
            *("10^9/L", "x10^9/L", "10*9/L", "10⁹/L"),
            *("10^3/uL", "x10^3/uL", "10^3/microL", "10^3/µL", "10³/µL"),
        ),
        ONE,
    )
    | dict.fromkeys(("/uL", "/microL", "/µL", "cells/uL"), _PER_MICROLITRE),
)
