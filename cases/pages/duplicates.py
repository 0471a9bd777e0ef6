"""The hint that two cases may be one patient."""

import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.duplicates import possible_duplicates, told_apart
from cases.models import Case, CaseIndex
from cases.models.words import Sex
from cases.pages.people import SEX_LETTERS
from cases.values import PartialDate

# Where the facts are entered that the hint rests on.
HINTED_ON = ("identity", "presentation", "surgery")


@dataclass(frozen=True)
class DuplicateLine:
    """A case that may be the same patient: its name, address, and what is alike."""

    uid: uuid.UUID
    pseudonym: str
    address: str
    alike: str


@dataclass(frozen=True)
class ToldApartLine:
    """A case that somebody said is another patient: its name, address, who said so and when."""

    uid: uuid.UUID
    pseudonym: str
    address: str
    who: str
    moment: str


def told_apart_lines(case: Case) -> list[ToldApartLine]:
    """One query."""
    return [
        ToldApartLine(
            uid=other.uid,
            pseudonym=other.pseudonym,
            address=other.get_absolute_url(),
            who=str(said.by),
            moment=date_format(timezone.localtime(said.at), "j M Y"),
        )
        for other, said in told_apart(case)
    ]


def duplicate_lines(case: Case) -> list[DuplicateLine]:
    """One query."""
    own = getattr(case, "index", None) or CaseIndex()
    return [
        DuplicateLine(
            uid=found.case.uid,
            pseudonym=found.case.pseudonym,
            address=found.case.get_absolute_url(),
            alike=", ".join([_sex(found), _born(found), _operated(found, own)]),
        )
        for found in possible_duplicates(case)
    ]


def _sex(found: CaseIndex) -> str:
    sex = Sex(found.sex or Sex.UNKNOWN)
    return str(SEX_LETTERS.get(sex, sex.label))


def _born(found: CaseIndex) -> str:
    if found.born_from == found.born_to:
        return _("born %(year)s") % {"year": found.born_to}
    return _("born about %(year)s") % {"year": found.born_to}


def _operated(found: CaseIndex, own: CaseIndex) -> str:
    month = min(set(found.operated_in) & set(own.operated_in))
    return _("operated %(month)s") % {"month": PartialDate().display(month)}
