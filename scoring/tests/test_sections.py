"""What of a case bears on scores: the pages of all else need not ask for them while one types."""

from cases.sections import SECTIONS
from scoring.rules import RULES


def test_no_rule_reads_a_section_that_is_said_to_bear_on_none() -> None:
    read = {field.section for rule in RULES for field in rule.reads}
    silent = {section.slug for section in SECTIONS if not section.bears_on_scores}
    assert (read & silent, silent) == (set(), {"key_images"})
