"""Cases of one centre that may be one patient: hinted at, decided and merged by people only."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from cases.models import Case, CaseIndex, NotDuplicate, RecordStatus
from cases.models.words import Sex

MOST_SHOWN = 3


def possible_duplicates(case: Case) -> QuerySet[CaseIndex]:
    """Cases of the same sex, born within a year of it and operated in the same month.

    Both years may be ranges: they meet when widened by one. What nobody recorded hints at nothing.
    case: loaded with its index.
    """
    own = getattr(case, "index", None)
    if own is None or own.born_from is None or own.sex in (None, Sex.UNKNOWN):
        return CaseIndex.objects.none()
    alike = CaseIndex.objects.filter(
        case__centre=case.centre_id,
        sex=own.sex,
        operated_in__overlap=own.operated_in,
        born_from__lte=own.born_to + 1,
        born_to__gte=own.born_from - 1,
    )
    counted = alike.exclude(case__record_status=RecordStatus.ENTERED_IN_ERROR)
    others = counted.exclude(case=case).exclude(Exists(_told_apart(case)))
    return others.select_related("case").order_by("case_id")[:MOST_SHOWN]


def tell_apart(*, case: Case, other: Case, by: User) -> None:
    """A person says that these are two patients; said twice it is still said once."""
    low, high = sorted((case, other), key=lambda each: each.pk)
    NotDuplicate.objects.bulk_create(
        [NotDuplicate(case_low=low, case_high=high, by=by)], ignore_conflicts=True
    )


def _told_apart(case: Case) -> QuerySet[NotDuplicate]:
    other = OuterRef("case_id")
    return NotDuplicate.objects.filter(
        Q(case_low=case, case_high=other) | Q(case_low=other, case_high=case)
    )
