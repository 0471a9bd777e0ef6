"""Fields of a document that rules read, and the facts they give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from scoring.values.cells import SAYS_NOTHING, UNREADABLE, Amount, Dated, Why, amount, dated
from scoring.values.periods import Period
from scoring.values.units import Quantity

WORDS_KEPT = 1024  # readings of short texts that a field remembers


class Cell(Protocol):
    """Anything read from one field of one row."""

    @property
    def why(self) -> Why | None: ...


T_co = TypeVar("T_co", covariant=True)
C = TypeVar("C", bound=Cell)


class Row(NamedTuple):
    """One row of a section.

    dated: None for an undated row, and for sections without dates. is_misplaced: it has a date
    that cannot be read, so that its place among the rows is not known.
    """

    values: Mapping[str, Any]
    dated: Period | None
    is_misplaced: bool = False


class Field(str, Generic[T_co]):
    """A document path "section.field" that knows how its fact is read from the section's rows.

    Two fields of one path that are read in different ways are two facts: a field equals itself
    alone, and its path is `str(field)`.
    """

    section: str
    name: str
    read: Callable[[Sequence[Row]], T_co]

    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__

    def __new__(cls, path: str, read: Callable[[Sequence[Row]], T_co]) -> "Field[T_co]":
        self = super().__new__(cls, path)
        self.section, _dot, self.name = path.partition(".")
        self.read = read
        return self


@dataclass(frozen=True, slots=True)
class Facts:
    """What the document says in every field that some rule reads."""

    values: Mapping[Field[Any], Any]

    def __getitem__(self, field: Field[T_co]) -> T_co:
        value: T_co = self.values[field]
        return value


def latest(path: str, parse: Callable[[Any], C]) -> Field[C]:
    """The field in the latest row that says something; else the latest row's reason."""
    name, known, nothing = path.partition(".")[2], remembered(parse), parse(None)

    def read(rows: Sequence[Row]) -> C:
        if len(rows) > 1:
            return newest(rows, name, known)[0]
        return known(rows[0].values.get(name)) if rows else nothing

    return Field(path, read)


def beside(path: str, parse: Callable[[Any], C], *others: str) -> Field[C]:
    """As `latest`, of the latest row that says something of the field or of one of the others.

    What one row holds together is not filled up from an older one. others: of the same section.
    """
    name, known = path.partition(".")[2], remembered(parse)

    def says_something(row: Row) -> bool:
        return any(known(row.values.get(n)).why not in SAYS_NOTHING for n in (name, *others))

    def read(rows: Sequence[Row]) -> C:
        stating = [row for row in rows if says_something(row)]
        if not stating:
            return newest(rows, name, known)[0]
        first, *rest = (known(row.values.get(name)) for row in stating)
        may_be_newer = (
            cell for cell, row in zip(rest, stating[1:], strict=True) if row.is_misplaced
        )
        return first if all(cell == first for cell in may_be_newer) else parse(UNREADABLE)

    return Field(path, read)


def measured(
    path: str, quantity: Quantity, beside: tuple[str, Quantity] | None = None
) -> Field[Amount]:
    """As `latest`, for a measurement: with the date of its row.

    beside: another field of the section that it is used together with, and its quantity.
    """
    name, parse = path.partition(".")[2], amount(quantity)
    other = beside and (beside[0], amount(beside[1]))

    def read(rows: Sequence[Row]) -> Amount:
        cell, row = newest(rows, name, parse)
        if row is None:
            return cell
        is_beside = other is not None and newest(rows, *other)[1] is row
        return cell._replace(sampled=row.dated, is_beside=is_beside)

    return Field(path, read)


def every(path: str, parse: Callable[[Any], C]) -> Field[tuple[C, ...]]:
    """The field in each row of a section, latest row first."""
    name, known = path.partition(".")[2], remembered(parse)
    return Field(path, lambda rows: tuple(known(row.values.get(name)) for row in rows))


def remembered(parse: Callable[[Any], C]) -> Callable[[Any], C]:
    """The same reader, which reads a word or date once: a record's closed lists are short."""
    nothing, of_text = parse(None), lru_cache(WORDS_KEPT)(parse)

    def read(raw: Any) -> C:
        if raw is None:
            return nothing
        return of_text(raw) if type(raw) is str else parse(raw)

    return read


def rows_of(document: Mapping[str, Any], section: str) -> Sequence[Row]:
    """The rows of a section, latest first.

    A dated row comes before an undated one, the later first day of a partial date before the
    earlier; rows that are equal in this by position, the last one first.
    """
    raw = document.get(section)
    if isinstance(raw, Mapping):
        return (Row(raw, None),)
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        return ()
    rows = [_row(row) for row in raw if isinstance(row, Mapping)]
    rows.reverse()
    if len(rows) > 1:
        rows.sort(key=_first_day, reverse=True)  # stable, in reverse too
    return rows


def _row(values: Mapping[str, Any]) -> Row:
    day = _day(values.get("date"))
    return Row(values, day.period, day.why is Why.UNREADABLE)


_day: Callable[[Any], Dated] = remembered(dated)


def _first_day(row: Row) -> int:
    return 0 if row.dated is None else row.dated.first.toordinal()


def newest(rows: Sequence[Row], name: str, parse: Callable[[Any], C]) -> tuple[C, Row | None]:
    """The cell and its row, None where no row says anything.

    A row of unknown place could be the newest: what it says otherwise cannot be decided."""
    chosen: tuple[C, Row | None] | None = None
    reason: C = parse(None)
    for row in rows:
        if chosen is not None and not row.is_misplaced:
            continue
        cell = parse(row.values.get(name))
        if cell.why in SAYS_NOTHING:
            reason = cell if reason.why is Why.UNANSWERED else reason
        elif chosen is None:
            chosen = cell, row
        elif cell != chosen[0]:
            return parse(UNREADABLE), None
    return chosen or (reason, None)
