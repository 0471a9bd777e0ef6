"""Kinds with one plain value: what is read, what is refused, how it is shown."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cases.models.words import Differential, Sex
from cases.values import Choice, ChoiceList, Number, Recorded, Text, WholeNumber
from cases.values.base import check_text
from cases.values.simple import check_number, parse_number

SEX = Choice(Sex)
AGE = WholeNumber(0, 120)
KPS = WholeNumber(0, 100, 10)
PACK_YEARS = Number(0, 300)
DIFFERENTIALS = ChoiceList(Differential)
TEXT = Text(20)


def refusal(act: Any, *args: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        act(*args)
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        ("12.0", "12.0"),
        ("12,5", "12.5"),
        (" 12 ", "12"),
        ("\u00a012\u00a0", "12"),
        ("-3", "-3"),
        ("007", "7"),
    ],
)
def test_a_number_is_read_as_typed(typed: str, number: str) -> None:
    assert str(parse_number(typed)) == number


@pytest.mark.parametrize(
    "typed",
    [
        *("12a", "NaN", "Infinity", "1e309", "1e3", "１２", "١٢", "1_000", "0x10", "--1", "1.2.3"),
        *(".5", "5.", "1 000", "1\u00a0000", "9" * 19, "9" * 5000, "²"),
    ],
)
def test_what_is_not_a_number_is_refused_with_its_text(typed: str) -> None:
    shown = typed[:40].replace("\u00a0", " ")
    assert refusal(parse_number, typed) == (
        f"“{shown}” is not a number. Write digits, such as 12 or 12.5."
    )


@pytest.mark.parametrize("value", ["12", None, True, 1.5, [], {}])
def test_a_document_number_must_be_a_number(value: Any) -> None:
    assert refusal(check_number, value) == "This must be a number."


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e309"), Decimal("1e-13"), 10**18]
)
def test_an_impossible_document_number_is_refused(value: Any) -> None:
    assert refusal(check_number, value) == "This number is not possible."


def test_a_document_number_in_powers_of_ten_is_written_out() -> None:
    assert str(check_number(Decimal("1.2E+3"))) == "1200"


@pytest.mark.parametrize("edge", [0, 120])
def test_bounds_are_included(edge: int) -> None:
    assert AGE.check(edge) == Recorded(edge)


@pytest.mark.parametrize("beyond", [-1, 121])
def test_beyond_the_bounds_is_refused(beyond: int) -> None:
    assert refusal(AGE.check, beyond) == f"{beyond} is not possible here: from 0 to 120."


def test_a_count_has_no_fraction() -> None:
    assert refusal(AGE.check, Decimal("56.5")) == "This must be a whole number."
    assert AGE.check(Decimal("56.0")) == Recorded(56)


def test_a_scale_in_tens_refuses_between() -> None:
    assert refusal(KPS.check, 85) == "Only multiples of 10 are on this scale."
    assert KPS.check(90) == Recorded(90)


def test_a_decimal_number_keeps_its_zeros() -> None:
    assert str(PACK_YEARS.check(PACK_YEARS.read_typed({"value": "10.50"})).value) == "10.50"


def test_a_choice_names_the_nearest_word() -> None:
    assert refusal(SEX.check, "mal") == "“mal” is not known here. Did you mean male?"


def test_a_choice_far_from_every_word_names_them_all() -> None:
    assert refusal(SEX.check, "12345") == (
        "“12345” is not known here. Possible: male, female, intersex_other, unknown."
    )


@pytest.mark.parametrize("value", [1, None, ["male"], Decimal(1)])
def test_a_choice_is_a_word(value: Any) -> None:
    assert "is not known here" in refusal(SEX.check_value, value)


def test_a_choice_is_shown_by_its_label() -> None:
    assert Choice(Differential).display("metastasis") == "secondary lesion"


def test_several_choices_take_the_order_of_the_list() -> None:
    """As the boxes of a page are posted: else saving an imported row unchanged would change it."""
    chosen = DIFFERENTIALS.check(["tuberculosis_sequelae", "metastasis"]).value
    assert chosen == ["metastasis", "tuberculosis_sequelae"]
    assert DIFFERENTIALS.display(chosen) == "secondary lesion, sequelae of tuberculosis"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "This must be a list with at least one entry."),
        ("metastasis", "This must be a list with at least one entry."),
        (["metastasis", "metastasis"], "An entry is named twice."),
        (["metastases"], "“metastases” is not known here. Did you mean metastasis?"),
    ],
)
def test_a_list_of_choices_refuses(value: Any, message: str) -> None:
    assert refusal(DIFFERENTIALS.check, value) == message


def test_nothing_chosen_is_nothing_answered() -> None:
    assert DIFFERENTIALS.read_typed({"values": [""]}) is None
    assert SEX.read_typed({"value": ""}) is None
    assert AGE.read_typed({"value": "  "}) is None
    assert TEXT.read_typed({"value": "\r\n "}) is None


def test_text_has_one_kind_of_line_end() -> None:
    assert TEXT.check("a\r\nb ") == Recorded("a\nb")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("  ", "This text is empty; leave the field out instead."),
        (12, "This must be text."),
        ("x" * 21, "This text has 21 characters; at most 20 fit here."),
        ("a\x00b", "This text holds characters that cannot be read. Remove them."),
        ("a\ud800b", "This text holds characters that cannot be read. Remove them."),
        ("a\x1bb", "This text holds characters that cannot be read. Remove them."),
    ],
)
def test_text_refuses(value: Any, message: str) -> None:
    assert refusal(TEXT.check, value) == message


def test_typographic_characters_and_other_scripts_are_text() -> None:
    text = "Größe ≥ 3 cm\t肿瘤 🙂"
    assert check_text(text, 100) == text


def test_a_long_text_is_named_with_its_length() -> None:
    message = "This text has 10,000,000 characters; at most 10,000 fit here."
    assert refusal(Text().check, "x" * 10_000_000) == message


def test_the_mark_of_a_broken_character_is_refused() -> None:
    """Django puts U+FFFD in place of bytes that are no UTF-8: what was typed is already lost."""
    message = "This text holds characters that cannot be read. Remove them."
    assert refusal(TEXT.check, "a\ufffdb") == message


def test_a_nul_in_a_number_is_named_as_such() -> None:
    refused = refusal(Number(0, 20).read_typed, {"value": "12\x00"})
    assert refused == "This text holds characters that cannot be read. Remove them."


@pytest.mark.parametrize(
    ("value", "asked"),
    [
        (17, "17 is below 18. Is that right?"),
        (18, ""),
        (90, ""),
        (91, "91 is above 90. Is that right?"),
    ],
)
def test_a_count_outside_its_usual_bounds_is_asked_about(value: int, asked: str) -> None:
    assert WholeNumber(0, 120, usual=(18, 90)).question(value, None) == asked


def test_a_number_without_usual_bounds_is_never_asked_about() -> None:
    assert [Number(0, 300).question(value, None) for value in (0, 300)] == ["", ""]
