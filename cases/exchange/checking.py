"""Checks one case of the case format with the very forms that the pages use."""

import difflib
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.birth import birth_year_by_age
from cases.document import FORMAT, Document, entries_fragment, unreadable_fragment
from cases.exchange.reading import Problem, ReadCase, join_path
from cases.forms.fields import Fragment
from cases.sections import BY_SLUG, SECTIONS, Section
from cases.values import Recorded
from cases.values.base import check_text

HEADER_KEYS = ("uid", "pseudonym", "is_demo")
MAX_PSEUDONYM_LENGTH = 40  # characters


@dataclass(frozen=True)
class CheckedRow:
    """One row as it will be stored. refused: names of the fields with a problem."""

    section: Section
    uid: uuid.UUID | None
    entries: Mapping[str, Recorded]
    refused: tuple[str, ...] = ()

    def fragment(self) -> Document:
        """The row as it would be written."""
        return entries_fragment(self.section, str(self.uid), self.entries)

    def scored_fragment(self) -> Document:
        """The row as the rules may see it: what was refused is unknown, not absent."""
        return self.fragment() | unreadable_fragment(self.refused)


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
        return self._document(CheckedRow.fragment)

    def scored_document(self) -> Document:
        """As `document`, but a refused field is unreadable, so that no older row answers for it."""
        return self._document(CheckedRow.scored_fragment)

    def _document(self, draw: Callable[[CheckedRow], Document]) -> Document:
        header: Document = {"uid": str(self.uid), "pseudonym": self.pseudonym}
        document: Document = {
            "format": FORMAT,
            "case": header | ({"is_demo": True} if self.is_demo else {}),
        }
        for section in SECTIONS:
            fragments = [draw(row) for row in self.rows if row.section is section]
            if section.is_many and fragments:
                document[section.slug] = fragments
            elif fragments and fragments[0]:
                document[section.slug] = fragments[0]
        return document


def check_case(read: ReadCase) -> CheckedCase:
    """Every problem of a case with its path; never raises."""
    checked = CheckedCase(read.line, problems=list(read.problems))
    if isinstance(read.value, dict):
        _Check(read, checked).run(read.value)
    elif not checked.problems:
        checked.problems.append(Problem("", _("A case is a JSON object.")))
    return checked


class _Check:
    """The check of one case. What reading refused is passed over: its problem is named already."""

    def __init__(self, read: ReadCase, checked: CheckedCase) -> None:
        self.checked, self.tainted = checked, read.tainted
        self.refused = {problem.path for problem in read.problems}
        self.born_in: int | None = None

    def run(self, case: Mapping[str, Any]) -> None:
        """Header, then each section that the case has, in the order of the section list."""
        self._check_keys(case, ["format", "case", *BY_SLUG], "")
        if "format" not in self.refused and case.get("format") != FORMAT:
            self._say("format", _("The format must be %s.") % FORMAT)
        if "case" not in self.refused:
            self._check_header(case.get("case"))
        self.born_in = birth_year_by_age({"presentation": self._sound(case, "presentation")})
        for section in SECTIONS:
            if section.slug in self.refused:
                self._refuse_row(section)
            elif section.slug in case:
                self._check_section(section, case[section.slug])

    def _say(self, path: str, message: str) -> None:
        self.checked.problems.append(Problem(path, message))

    def _sound(self, parent: Mapping[str, Any], name: str) -> Any:
        """An object of the case without the entries in which something was refused."""
        value = parent.get(name, {})
        if not isinstance(value, dict):
            return value
        return {key: v for key, v in value.items() if join_path(name, key) not in self.tainted}

    def _check_header(self, header: Any) -> None:
        if not isinstance(header, dict):
            self._say("case", _("Needs an object with uid and pseudonym."))
            return
        self._check_keys(header, HEADER_KEYS, "case")
        self.checked.uid = self._check_uid(header.get("uid"), "case.uid")
        if "case.pseudonym" not in self.refused:
            self._check_pseudonym(header.get("pseudonym"))
        is_demo = header.get("is_demo", False)
        if not isinstance(is_demo, bool) and "case.is_demo" not in self.refused:
            self._say("case.is_demo", _("This must be true or false."))
        self.checked.is_demo = is_demo is True

    def _check_pseudonym(self, value: Any) -> None:
        try:
            self.checked.pseudonym = check_text(value, MAX_PSEUDONYM_LENGTH)
        except ValidationError as error:
            self._say("case.pseudonym", error.messages[0])
            return
        if not self.checked.pseudonym:
            self._say("case.pseudonym", _("A pseudonym is needed."))

    def _check_section(self, section: Section, value: Any) -> None:
        if not isinstance(value, list if section.is_many else dict):
            kind = _("a list") if section.is_many else _("an object")
            self._say(section.slug, _("This section must be %s.") % kind)
            self._refuse_row(section)
            return
        rows = enumerate(value) if section.is_many else [(None, value)]
        seen: set[uuid.UUID] = set()
        for index, row in rows:
            path = section.slug if index is None else f"{section.slug}[{index}]"
            if isinstance(row, dict):
                self._check_row(section, row, path, seen)
                continue
            if path not in self.refused:
                self._say(path, _("A row must be an object."))
            self._refuse_row(section)

    def _check_row(
        self, section: Section, row: dict[str, Any], path: str, seen: set[uuid.UUID]
    ) -> None:
        uid = None
        if section.is_many:
            uid = self._check_uid(row.get("uid"), f"{path}.uid")
            if uid in seen:
                self._say(f"{path}.uid", _("Two rows have this uid."))
            elif uid:
                seen.add(uid)
        fields = {key: value for key, value in row.items() if key != "uid" or not section.is_many}
        self._check_keys(fields, section.kinds, path)
        unsound = [name for name in section.kinds if f"{path}.{name}" in self.tainted]
        form = section.form(
            Fragment({key: value for key, value in fields.items() if key not in unsound}),
            born_in=self.born_in,
        )
        for name, messages in form.errors.items():
            for message in messages:
                self._say(f"{path}.{name}", str(message))
        refused = (*unsound, *form.errors)
        self.checked.rows.append(CheckedRow(section, uid, form.entries(), refused))

    def _refuse_row(self, section: Section) -> None:
        """A row, or a whole section, of which nothing can be read."""
        self.checked.rows.append(CheckedRow(section, None, {}, tuple(section.kinds)))

    def _check_uid(self, value: Any, path: str) -> uuid.UUID | None:
        if path in self.refused:
            return None
        try:
            if isinstance(value, str) and len(value) == 36:
                return uuid.UUID(value)
        except ValueError:
            pass
        self._say(path, _("Needs a UUID such as 0199d0de-…."))
        return None

    def _check_keys(self, value: Mapping[str, Any], known: Iterable[str], path: str) -> None:
        names = list(known)
        for key in value:
            place = join_path(path, key)
            if key in names or place in self.refused:
                continue
            near = difflib.get_close_matches(key[:60], names, n=1, cutoff=0.5)
            hint = _(" Did you mean “%s”?") % near[0] if near else ""
            self._say(place, _("This key is not known.") + hint)
