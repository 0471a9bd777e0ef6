"""Looks for published group figures in what is shown of a case."""

import re
from collections.abc import Iterator

from scoring.knowledge import TABLES, Row, Table

# An integer such as "50 %" or "4 months" is a limit or an interval too: it counts as a group figure
# only in the company of such words; one with a decimal counts wherever it stands.
COMPANY = {
    True: r"surviv|recurr|prognos|outlook|median|mortal|death|die[ds]\b|relapse|disease-free",
    False: r"has leiomyosarcoma|of patients|of cases|registry|series|how often|frequency"
    r"|men to women|women to men|of sarcomas|primary tumours|ligation|graft|primary repair|patch",
}
REACH = 80  # characters on either side in which company is looked for
UNITS = {"percent": r"\s*(?:%|per ?cent)", "months": r"[\s-]*mo(?:nth|s?\b)", "years": r"[\s-]*y"}
# How a page could print a count such as 41/218, a ratio such as 1:5, and the one range there is.
SPELLED = {"/": r"\s*(?:/|of)\s*", ":": r"\s*(?::|/|to)\s*"}
THIRD_TO_HALF = r"1/3\s*(?:–|-|to)\s*1/2|third to (?:a )?half|one in (?:two|three)"


def pattern_of(row: Row) -> str:
    """The figure with its unit, as any page could print it."""
    value = row.value.lstrip("<> ")
    if "–" in value:
        return THIRD_TO_HALF
    sign = next((sign for sign in SPELLED if sign in value), None)
    if sign:
        first, second = value.split(sign)
        return rf"(?<![\d.,/–-]){first}{SPELLED[sign]}{second}(?!\d)"
    return rf"(?<![\d.,/–-]){value.replace('.', '[.,]')}{UNITS[row.unit]}"


def is_plain(row: Row) -> bool:
    """A number that could as well be something else."""
    return "." not in row.value


def found_in(text: str) -> list[str]:
    """Group figures in a text, each with what stands around it."""
    line = " ".join(text.split())
    return [hit for table in TABLES for row in table.rows for hit in _hits(line, table, row)]


def _hits(line: str, table: Table, row: Row) -> Iterator[str]:
    for match in re.finditer(pattern_of(row), line, re.IGNORECASE):
        around = line[max(0, match.start() - REACH) : match.end() + REACH]
        if not is_plain(row) or re.search(COMPANY[table.is_outlook], around, re.IGNORECASE):
            yield f"{row.source.name}, {table.key}: {around}"
