"""When a field applies: declared once for the form, the completeness and the checks."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

ValueOf = Callable[[str], Any]  # the value of a field of the same row; None while unanswered


class Condition(NamedTuple):
    """A field applies when another field of its form has one of the words.

    is_unless: it applies unless the other has one of the words, so also while that is unanswered.
    """

    other: str
    words: tuple[str, ...]
    is_unless: bool = False

    def holds(self, value: Any) -> bool:
        """With this value of the other field."""
        return (value in self.words) != self.is_unless


Conditions = Mapping[str, Condition]


def read_conditions(
    when: Mapping[str, tuple[str, ...]], unless: Mapping[str, tuple[str, ...]]
) -> Conditions:
    """Both sorts by field, each declared as (other field, word, ...)."""
    return {name: Condition(other, tuple(words)) for name, (other, *words) in when.items()} | {
        name: Condition(other, tuple(words), True) for name, (other, *words) in unless.items()
    }


def unmet_condition(conditions: Conditions, name: str, value_of: ValueOf) -> Condition | None:
    """The condition that keeps a field from applying: its own, or that of a field it hangs on."""
    condition = conditions.get(name)
    while condition and condition.holds(value_of(condition.other)):
        condition = conditions.get(condition.other)
    return condition
