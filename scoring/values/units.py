"""Units that a rule can compute with: factors to the one canonical SI unit of each quantity.

One unit has many spellings; `spelled` brings them to one. A unit that is not listed here even so
makes its number unknown.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

ONE = Decimal(1)
POWER = re.compile(r"10(?=[⁰¹²³⁴⁵⁶⁷⁸⁹])")
# Micro is written with the micro sign, the Greek letter, or as a word; a cubic millimetre is one
# microlitre.
SPELLINGS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹*µμ", "0123456789^uu", " \N{NO-BREAK SPACE}×·")
SYNONYMS = (("micro", "u"), ("mm^3", "ul"), ("mm3", "ul"), ("cells/", "/"))


def spelled(unit: str) -> str:
    """The one spelling of a unit: lower case, without blanks, powers of ten with "^".

    No unit of one quantity differs from another in the case of its letters alone.
    """
    text = POWER.sub("10^", unit).translate(SPELLINGS).lower()
    for synonym, plain in SYNONYMS:
        text = text.replace(synonym, plain)
    return text.removeprefix("x")


class Quantity(NamedTuple):
    """canonical: the unit of computation. shown: (unit, canonical / shown) on a card."""

    canonical: str
    shown: tuple[str, Decimal]
    factors: Mapping[str, Decimal]  # by `spelled` unit; "" where there is no unit

    def factor(self, unit: str) -> Decimal | None:
        """What a number in the unit is multiplied by; None for a unit not known here."""
        return self.factors.get(spelled(unit))


NUMBER = Quantity("", ("", ONE), {"": ONE})

# Haemoglobin as monomer: 1 mmol/L = 1.6114 g/dL.
HAEMOGLOBIN = Quantity(
    "g/L",
    ("g/dL", Decimal(10)),
    {"g/l": ONE, "g/dl": Decimal(10), "mmol/l": Decimal("16.114")},
)
# Molar mass of calcium 40.078 g/mol.
CALCIUM = Quantity("mmol/L", ("mmol/L", ONE), {"mmol/l": ONE, "mg/dl": Decimal("0.2495")})
ALBUMIN = Quantity("g/L", ("g/L", ONE), {"g/l": ONE, "g/dl": Decimal(10)})
CELLS = Quantity(
    "10^9/L",
    ("10^9/L", ONE),
    {"10^9/l": ONE, "g/l": ONE, "10^3/ul": ONE, "/ul": Decimal("0.001")},
)
