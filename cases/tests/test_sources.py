"""Help says where it comes from, wherever a score or a sign rests on it."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from cases.forms.fields import RecordedFormField
from cases.models import Case
from cases.models.sources import ENTRY_CHECK, KULAYLAT, report
from cases.sections import BY_SLUG, SECTIONS
from cases.tests.pages import address
from scoring.rules import RULES
from scoring.wording import WORDS

FIELDS: dict[str, RecordedFormField] = {
    f"{section.slug}.{name}": field
    for section in SECTIONS
    for name, field in section.form.base_fields.items()
    if isinstance(field, RecordedFormField)
}
UNSOURCED = {path for path, field in FIELDS.items() if not field.source}


def test_each_field_with_help_has_a_source() -> None:
    assert [path for path in sorted(UNSOURCED) if FIELDS[path].help_text] == []


def test_each_field_that_a_score_reads_has_a_source() -> None:
    """Two cards look at the whole record for what is open or contradicts itself: no scores."""
    scores = [rule for rule in RULES if WORDS[rule.key].topic != "loose_ends"]
    read = {str(field) for rule in scores for field in rule.reads}
    assert read & UNSOURCED == set()


def test_each_sign_on_ct_has_help_and_a_source() -> None:
    signs = BY_SLUG["ct_signs"].form.base_fields.values()
    assert [bool(sign.help_text and sign.source) for sign in signs] == [True] * 4  # type: ignore[attr-defined]


def test_help_is_short() -> None:
    assert {path for path, field in FIELDS.items() if len(str(field.help_text)) > 70} == set()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (report("131-134"), "case report, lines 131-134"),
        (report("71"), "case report, line 71"),
        (KULAYLAT, "Kulaylat et al. 1997; case report, lines 155-164"),
        (ENTRY_CHECK, "entry check of this software"),
    ],
)
def test_a_source_in_words(source: object, words: str) -> None:
    assert str(source) == words


def test_the_page_tells_it_under_more(
    signed_in: Callable[[User], Client], clinician: User, case: Case
) -> None:
    html = signed_in(clinician).get(address(case, "ct_signs")).content.decode()
    assert html.count("Where this comes from: ") == 4
    said = "Where this comes from: case report, lines 131-145; Webb et al., AJR 2013;200:205-9<"
    assert html.count(said) == 3


def test_a_source_is_no_part_of_the_schema() -> None:
    latest = settings.BASE_DIR / "cases" / "migrations" / "0004_remaining_fields.py"
    assert "source" not in latest.read_text()
    field = BY_SLUG["labs"].model._meta.get_field("haemoglobin")
    assert field.deconstruct()[3] == {"measure": "haemoglobin"}
