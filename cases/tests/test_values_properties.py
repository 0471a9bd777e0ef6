"""For every kind: typed, stored, written and read again, a value stays what it was."""

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.models import words
from cases.models.fields import Finding, Marker, dump_json, load_json
from cases.values import (
    MEASURES,
    Choice,
    ChoiceList,
    Kind,
    Measurement,
    Number,
    PartialDate,
    Recorded,
    Text,
    WholeNumber,
)
from cases.values.base import Missing
from cases.values.measurements import COMPARATORS, Equation, Result

LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\u2028\u2029")
TEXTS = st.text(LETTERS, max_size=60).map(str.strip)
DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2020, 12, 31))
ENTRIES = st.builds(str, st.decimals(0, 10**6, places=3)) | st.text(max_size=30)


def quantities(name: str) -> st.SearchStrategy[dict[str, Any]]:
    measure = MEASURES[name]
    return st.sampled_from(measure.units).flatmap(
        lambda unit: st.fixed_dictionaries(
            {
                "value": st.decimals(
                    (measure.low / unit.factor).quantize(Decimal("0.1")) + 1,
                    (measure.high / unit.factor).quantize(Decimal("0.1")) - 1,
                    places=2,
                ),
                "unit": st.just(unit.key),
            }
        )
    )


def measurements(name: str) -> st.SearchStrategy[dict[str, Any]]:
    measure = MEASURES[name]
    optional: dict[str, Any] = {}
    if measure.has_comparator:
        optional["comparator"] = st.sampled_from(COMPARATORS)
    if measure.has_limits:
        optional |= {"result": st.sampled_from(Result.values), "upper": quantities(name)}
    if measure.has_equation:
        optional["equation"] = st.sampled_from(Equation.values)
    return st.tuples(quantities(name), st.fixed_dictionaries({}, optional=optional)).map(
        lambda parts: parts[0] | parts[1]
    )


VALUES: dict[str, tuple[Kind, st.SearchStrategy[Any]]] = {
    "finding": (Choice(Finding, "finding"), st.sampled_from(Finding.values)),
    "marker": (Choice(Marker, "finding"), st.sampled_from(Marker.values)),
    "choice": (Choice(words.Sex), st.sampled_from(words.Sex.values)),
    "choices": (
        ChoiceList(words.Differential),
        st.sets(st.sampled_from(words.Differential.values), min_size=1).map(
            lambda chosen: [word for word in words.Differential.values if word in chosen]
        ),
    ),
    "number": (Number(0, 300), st.decimals(0, 300, places=2)),
    "count": (WholeNumber(0, 120), st.integers(0, 120)),
    "text": (Text(), TEXTS.filter(bool)),
    "date": (
        PartialDate(),
        st.builds(lambda day, length: day.isoformat()[:length], DATES, st.sampled_from([4, 7, 10])),
    ),
    **{
        name: (Measurement(measure), measurements(name))
        for name, measure in MEASURES.items()
        if name in ("length", "duration", "haemoglobin", "egfr", "mitoses", "percent", "height")
    },
}
FEW = settings(max_examples=20, deadline=None)  # times sixteen kinds
# `quantities` keeps a distance of one to the bounds.
WIDE = [name for name, measure in MEASURES.items() if measure.high - measure.low > 2]
KINDS = pytest.mark.parametrize("name", VALUES)


def recorded(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Recorded]:
    """With or without a value, its reason, a source, other sources' statements."""
    others = st.lists(st.tuples(values, TEXTS), max_size=3).map(tuple)
    stated = st.builds(Recorded, values, st.just(""), TEXTS, others)
    missing = st.builds(Recorded, st.none(), st.sampled_from(Missing.values), TEXTS, others)
    return stated | missing


@KINDS
@FEW
@given(data=st.data())
def test_a_document_comes_back_as_it_was_written(name: str, data: st.DataObject) -> None:
    kind, values = VALUES[name]
    entry = data.draw(recorded(values))
    written = dump_json(kind.to_document(entry))
    read = kind.check(load_json(written))
    assert read == entry
    assert dump_json(kind.to_document(read)) == written


@KINDS
@FEW
@given(data=st.data())
def test_a_form_shows_what_is_stored_and_stores_what_it_shows(
    name: str, data: st.DataObject
) -> None:
    kind, values = VALUES[name]
    entry = data.draw(recorded(values))
    typed = kind.to_typed(entry)
    assert kind.check(kind.read_typed(typed)) == entry


@KINDS
@FEW
@given(data=st.data())
def test_a_stored_value_can_be_shown(name: str, data: st.DataObject) -> None:
    kind, values = VALUES[name]
    assert kind.display(data.draw(values)) != ""


def refusal_of(kind: Kind, document: Any = None, typed: Any = None) -> str:
    """The sentence of a refusal; a full stop when the value is stored."""
    try:
        document = kind.read_typed(typed) if typed else document
        if document is not None:
            kind.check(document)
    except ValidationError as error:
        return error.messages[0]
    return "."


@KINDS
@FEW
@given(entry=ENTRIES)
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(name: str, entry: str) -> None:
    typed = {"value": entry, "values": [entry], "unit": entry}
    assert refusal_of(VALUES[name][0], typed=typed)[-1] in ".?"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
KEYS = st.sampled_from(["value", "unit", "missing", "source", "alternatives", "lower", "result"])


@KINDS
@FEW
@given(document=JSON | st.dictionaries(KEYS, JSON))
def test_any_json_is_stored_or_refused_with_a_sentence(name: str, document: Any) -> None:
    assert refusal_of(VALUES[name][0], document)[-1] in ".?"


@KINDS
def test_the_schema_of_a_kind_is_plain_json(name: str) -> None:
    schema = VALUES[name][0].schema()
    assert json.loads(dump_json(schema)) == schema


@pytest.mark.parametrize("name", [name for name in WIDE if MEASURES[name].usual])
@FEW
@given(data=st.data())
def test_exactly_what_is_outside_the_usual_bounds_is_asked_about(
    name: str, data: st.DataObject
) -> None:
    measure, value = MEASURES[name], data.draw(quantities(name))
    assert measure.usual is not None
    canonical = value["value"] * measure.unit(value["unit"]).factor
    is_usual = measure.usual[0] <= canonical <= measure.usual[1]
    assert (Measurement(measure).question(value, None) == "") == is_usual
    assert Measurement(measure).question(value, value) == Measurement(measure).question(value, None)


@pytest.mark.parametrize("name", WIDE)
@FEW
@given(data=st.data())
def test_a_unit_behind_the_number_reads_like_a_chosen_one(name: str, data: st.DataObject) -> None:
    kind, value = Measurement(MEASURES[name]), data.draw(quantities(name))
    unit = kind.measure.unit(value["unit"])
    spelling = data.draw(st.sampled_from([unit.key, str(unit), *unit.aliases]))
    close = [] if spelling[0].isdigit() else [""]
    blank = data.draw(st.sampled_from([" ", "  ", "\u00a0", *close]))
    chosen = kind.read_typed({"value": str(value["value"]), "unit": unit.key})
    assert kind.read_typed({"value": f"{value['value']}{blank}{spelling}"}) == chosen
