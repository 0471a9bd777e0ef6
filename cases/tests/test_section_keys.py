"""Each section has one letter, which opens it after `g` and is shown in the list of shortcuts."""

import re
from collections.abc import Callable

from django.test import Client

from accounts.models import User
from cases.models import Case
from cases.sections import SECTIONS
from cases.tests.pages import address


def test_each_section_has_a_letter_of_its_own() -> None:
    keys = [section.key for section in SECTIONS]
    assert [key for key in keys if not re.fullmatch("[a-z]", key)] == []
    assert len(set(keys)) == len(SECTIONS)


def test_the_rail_and_the_list_of_shortcuts_name_the_letters(
    signed_in: Callable[[User], Client], clinician: User, case: Case
) -> None:
    html = signed_in(clinician).get(address(case, "labs")).content.decode()
    keys = [section.key for section in SECTIONS]
    assert re.findall(r'data-go="(\w)"', html) == keys
    assert re.findall(r"<kbd>g</kbd> <kbd>(\w)</kbd>", html) == keys
