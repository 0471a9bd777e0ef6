"""A value of the case format as the parts that a person enters, in the order of the page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# What follows the name of a field in the name of a control, and how a person calls that part;
# nothing is said of the value itself.
SAID = {"lower": "lower", "upper": "upper", "equation": "equation", "source": "source"}


@dataclass(frozen=True)
class Part:
    """One control. said: the word for it beside the field's label; empty for the value itself.

    text: what is typed, or the word of the option.
    """

    field: str
    suffix: str
    text: str
    said: str = ""

    @property
    def name(self) -> str:
        """The control's."""
        return f"{self.field}{self.suffix}"


def parts_of(field: str, value: Any) -> Iterator[Part]:
    """From a plain value, or from an object with a source, a reason or alternatives."""
    entry = value if isinstance(value, Mapping) else {"value": value}
    for chosen in entry["value"] if isinstance(entry.get("value"), list) else [quantity(entry)]:
        if chosen:
            yield Part(field, "", chosen)
    for key in ("result", "lower", "upper", "equation", "missing", "source"):
        if key in entry:
            yield Part(field, f"__{key}", limit(entry, key), SAID.get(key, ""))
    for index, other in enumerate(entry.get("alternatives", ())):
        yield Part(field, f"__other-{index}", str(other["value"]), "another")
        yield Part(field, f"__other-{index}__source", other["source"], "which")


def quantity(entry: Mapping[str, Any]) -> str:
    """Comparator, number and unit in one go, as a report has them; a word is itself."""
    if "value" not in entry:
        return ""
    unit = f" {entry['unit']}" if "unit" in entry else ""
    return f"{entry.get('comparator', '')}{entry['value']}{unit}"


def limit(entry: Mapping[str, Any], key: str) -> str:
    """A limit is typed in the unit of its value."""
    value = entry[key]
    if not isinstance(value, Mapping):
        return str(value)
    assert value["unit"] == entry["unit"]
    return str(value["value"])
