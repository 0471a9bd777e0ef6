"""Checks one case of the case format with the very forms that the pages use."""

import difflib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.birth import birth_year_by_age
from cases.document import FORMAT, Document, entries_fragment
from cases.exchange.reading import Problem, ReadCase
from cases.forms.fields import Fragment
from cases.sections import BY_SLUG, SECTIONS, Section
from cases.values import Recorded
from cases.values.base import check_text

HEADER_KEYS = ("uid", "pseudonym", "is_demo")
MAX_PSEUDONYM_LENGTH = 40  # characters


@dataclass(frozen=True)
class CheckedRow:
    """One row as it will be stored."""

    section: Section
    uid: uuid.UUID | None
    entries: Mapping[str, Recorded]

    def fragment(self) -> Document:
        """The row as it would be written."""
        return entries_fragment(self.section, str(self.uid), self.entries)


@dataclass
class CheckedCase:
    """A case with what is wrong with it. Fields with a problem are left out of `rows`."""

    line: int
    uid: uuid.UUID | None = None
    pseudonym: str = ""
    is_demo: bool = False
    rows: list[CheckedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def document(self) -> Document:
        """The case in canonical form: as an export of it would be written."""
        header: Document = {"uid": str(self.uid), "pseudonym": self.pseudonym}
        document: Document = {
            "format": FORMAT,
            "case": header | ({"is_demo": True} if self.is_demo else {}),
        }
        for section in SECTIONS:
            fragments = [row.fragment() for row in self.rows if row.section is section]
            if section.is_many and fragments:
                document[section.slug] = fragments
            elif fragments and fragments[0]:
                document[section.slug] = fragments[0]
        return document


def check_case(read: ReadCase) -> CheckedCase:
    """Every problem of a case with its path; never raises."""
    checked = CheckedCase(read.line, problems=list(read.problems))
    if not isinstance(read.value, dict):
        if not checked.problems:
            checked.problems.append(Problem("", _("A case is a JSON object.")))
        return checked
    _check_header(read.value, checked)
    if read.problems:
        return checked
    born_in = birth_year_by_age(read.value)
    for section in SECTIONS:
        if section.slug in read.value:
            _check_section(section, read.value[section.slug], born_in, checked)
    return checked


def _check_header(value: dict[str, Any], checked: CheckedCase) -> None:
    checked.problems += _unknown_keys(value, ["format", "case", *BY_SLUG], "")
    if value.get("format") != FORMAT:
        checked.problems.append(Problem("format", _("The format must be %s.") % FORMAT))
    header = value.get("case")
    if not isinstance(header, dict):
        checked.problems.append(Problem("case", _("Needs an object with uid and pseudonym.")))
        return
    checked.problems += _unknown_keys(header, HEADER_KEYS, "case")
    checked.uid = _check_uid(header.get("uid"), "case.uid", checked)
    try:
        checked.pseudonym = check_text(header.get("pseudonym"), MAX_PSEUDONYM_LENGTH)
        if not checked.pseudonym:
            raise ValidationError(_("A pseudonym is needed."))
    except ValidationError as error:
        checked.problems.append(Problem("case.pseudonym", error.messages[0]))
    if not isinstance(header.get("is_demo", False), bool):
        checked.problems.append(Problem("case.is_demo", _("This must be true or false.")))
    checked.is_demo = header.get("is_demo") is True


def _check_section(section: Section, value: Any, born_in: int | None, checked: CheckedCase) -> None:
    wanted = list if section.is_many else dict
    if not isinstance(value, wanted):
        kind = _("a list") if section.is_many else _("an object")
        checked.problems.append(Problem(section.slug, _("This section must be %s.") % kind))
        return
    rows = list(enumerate(value)) if section.is_many else [(None, value)]
    seen: set[uuid.UUID] = set()
    for index, row in rows:
        path = section.slug if index is None else f"{section.slug}[{index}]"
        if not isinstance(row, dict):
            checked.problems.append(Problem(path, _("A row must be an object.")))
            continue
        _check_row(section, row, path, born_in, checked, seen)


def _check_row(
    section: Section,
    row: dict[str, Any],
    path: str,
    born_in: int | None,
    checked: CheckedCase,
    seen: set[uuid.UUID],
) -> None:
    uid = None
    if section.is_many:
        uid = _check_uid(row.get("uid"), f"{path}.uid", checked)
        if uid in seen:
            checked.problems.append(Problem(f"{path}.uid", _("Two rows have this uid.")))
        elif uid:
            seen.add(uid)
    fields = {key: value for key, value in row.items() if key != "uid" or not section.is_many}
    checked.problems += _unknown_keys(fields, section.kinds, path)
    form = section.form(Fragment(fields), born_in=born_in)
    for name, messages in form.errors.items():
        checked.problems += [Problem(f"{path}.{name}", str(message)) for message in messages]
    checked.rows.append(CheckedRow(section, uid, form.entries()))


def _check_uid(value: Any, path: str, checked: CheckedCase) -> uuid.UUID | None:
    try:
        if isinstance(value, str) and len(value) == 36:
            return uuid.UUID(value)
    except ValueError:
        pass
    checked.problems.append(Problem(path, _("Needs a UUID such as 0199d0de-….")))
    return None


def _unknown_keys(value: Mapping[str, Any], known: Any, path: str) -> Iterator[Problem]:
    names = list(known)
    for key in value:
        if key not in names:
            near = difflib.get_close_matches(key[:60], names, n=1, cutoff=0.5)
            hint = _(" Did you mean “%s”?") % near[0] if near else ""
            place = f"{path}.{key[:60]}" if path else key[:60]
            yield Problem(place, _("This key is not known.") + hint)
