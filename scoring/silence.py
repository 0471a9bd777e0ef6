"""Cards that say no more than they would of an empty record."""

from functools import cache

from scoring.facts import facts_from
from scoring.rules import RULES
from scoring.services import Payload
from scoring.wording import headline

BY_KEY = {rule.key: rule for rule in RULES}


def says_something(payload: Payload) -> bool:
    """The rule applies, and its answer is another than where nothing is recorded."""
    if payload["applicability"] == "not_applicable":
        return False
    return headline(payload) != headline(_of_nothing(payload["rule"]))


@cache
def _of_nothing(key: str) -> Payload:
    rule = BY_KEY[key]
    return rule.evaluate(facts_from({}, [rule])).as_dict()
