"""What a person types into the line: as few words as tell a field from others, and its value."""

import itertools
import re

from playwright.sync_api import Page

from tests.browser.parts import Part

LABELS = """() => Object.fromEntries([...document.querySelectorAll("#section-form .field")]
    .filter(field => field.checkVisibility())
    .map(field => [field.id.replace("div_id_", ""),
        field.querySelector(".field-label").textContent.trim()]))"""
OPTIONS = """name => {
    const controls = [...document.querySelectorAll(`#section-form [name="${name}"]`)];
    const pairs = controls.flatMap(control => control.matches("select")
        ? [...control.options].map(option => [option.value, option.text])
        : control.matches("[type=radio], [type=checkbox]")
            ? [[control.value, control.closest("label").textContent.trim()]] : []);
    return Object.fromEntries(pairs.filter(([value]) => value));
}"""
SMALL_WORDS = {
    "a",
    "an",
    "at",
    "in",
    "not",
    "of",
    "on",
    "the",
    "to",
}  # nobody names a field by these
SHORTEST = 3  # letters of an option; a row's answer needs one


def phrase(page: Page, part: Part) -> tuple[str, str]:
    """The text, and the label of the field it is meant for."""
    labels: dict[str, str] = page.evaluate(LABELS)
    options: dict[str, str] = page.evaluate(OPTIONS, part.name)
    is_row = page.locator(f'.segments [name="{part.name}"]').count() > 0
    value = short_option(options, part.text, 1 if is_row else SHORTEST) if options else part.text
    others = [label for field, label in labels.items() if field != part.field]
    words = [short_label(labels[part.field], others), part.said, value]
    return " ".join(word for word in words if word), labels[part.field]


def short_label(label: str, others: list[str]) -> str:
    """The shortest words of a label that no other label of the page has together."""
    words = [word for word in split(label) if word not in SMALL_WORDS]
    choices = (c for n in range(1, len(words) + 1) for c in itertools.combinations(words, n))
    for chosen in sorted(choices, key=lambda c: len(" ".join(c))):
        if not any(fits(chosen, split(other)) for other in others):
            return " ".join(chosen)
    return " ".join(words)


def short_option(options: dict[str, str], word: str, least: int) -> str:
    """The fewest letters that begin no other option's word, else the whole option."""
    text = options[word].lower()
    first = split(text)[0]
    others = [w for key, other in options.items() if key != word for w in split(other)]
    for length in range(least, len(first) + 1):
        if not any(other.startswith(first[:length]) for other in others):
            return first[:length]
    return text


def fits(typed: tuple[str, ...], words: list[str]) -> bool:
    """Whether each word typed begins one of the words."""
    return all(any(word.startswith(each) for word in words) for each in typed)


def split(text: str) -> list[str]:
    """As the page splits labels: letters and digits, in lower case."""
    return re.findall(r"[^\W_]+", text.lower())
