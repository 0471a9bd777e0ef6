"""Units that a rule can compute with: factors to the one canonical SI unit of each quantity.

One unit has many spellings; `spelled` brings them to one. A unit that is not listed here even so
makes its number unknown.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

ONE = Decimal(1)
POWER = re.compile(r"10(?=[⁰¹²³⁴⁵⁶⁷⁸⁹])")
# Micro is written with the micro sign, the Greek letter, or as a word; a cubic millimetre is one
# microlitre.
SPELLINGS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹*µμ", "0123456789^uu", " \N{NO-BREAK SPACE}×·")
SYNONYMS = (("micro", "u"), ("mm^3", "ul"), ("mm3", "ul"), ("cells/", "/"))


@lru_cache(maxsize=1024)
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
# 1 ukat/L = 60 U/L, by the definition of the two.
ENZYME = Quantity("U/L", ("U/L", ONE), {"u/l": ONE, "iu/l": ONE, "ukat/l": Decimal(60)})
# Of a filtration rate as a source states it: a rate without a surface is none with one, and neither
# is ever converted.
STATED_RATE = Quantity("", ("", ONE), {"ml/min": ONE, "ml/min/1.73m2": ONE})
# 1 mg/dL = 88.42 umol/L, as the record itself converts.
CREATININE = Quantity("umol/L", ("umol/L", ONE), {"umol/l": ONE, "mg/dl": Decimal("88.42")})
CELLS = Quantity(
    "10^9/L",
    ("10^9/L", ONE),
    {"10^9/l": ONE, "g/l": ONE, "10^3/ul": ONE, "/ul": Decimal("0.001")},
)
LENGTH = Quantity("mm", ("cm", Decimal(10)), {"mm": ONE, "cm": Decimal(10)})
# Mitoses counted in fields of the microscope, whose area is another matter, and those counted in
# an area: neither becomes the other without the area of one field.
MITOSES_IN_FIELDS = Quantity(
    "per 10 HPF",
    ("per 10 HPF", ONE),
    {"per10hpf": ONE, "/10hpf": ONE, "10hpf": ONE}
    | dict.fromkeys(("per50hpf", "/50hpf", "50hpf"), Decimal("0.2")),
)
MITOSES_IN_AREA = Quantity("per mm2", ("per mm2", ONE), {"permm2": ONE, "/mm2": ONE})
FIELD_AREA = Quantity("mm2", ("mm2", ONE), {"mm2": ONE})
SHARE = Quantity("percent", ("%", ONE), {"percent": ONE, "%": ONE})
MONTHS = Quantity("month", ("month", ONE), {"month": ONE, "months": ONE})
