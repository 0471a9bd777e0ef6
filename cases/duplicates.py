"""Cases of one centre that may be one patient: hinted at, decided and merged by people only."""

from django.db import transaction
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


def tell_apart(*, case: Case, other: Case, by: User, is_taken_back: bool = False) -> None:
    """A person says that these are two patients, or takes it back; said twice it is said once."""
    low, high = sorted((case, other), key=lambda each: each.pk)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=low.pk)
        last = NotDuplicate.objects.filter(case_low=low, case_high=high).order_by("pk").last()
        if is_taken_back != (last is None or last.is_taken_back):
            NotDuplicate.objects.create(
                case_low=low, case_high=high, by=by, is_taken_back=is_taken_back
            )


def told_apart(case: Case) -> list[tuple[Case, NotDuplicate]]:
    """Cases of the centre said to be other patients, and who said so; one query."""
    pairs = _statements().filter(Q(case_low=case) | Q(case_high=case))
    pairs = pairs.filter(case_low__centre=case.centre_id, case_high__centre=case.centre_id)
    said = pairs.select_related("case_low", "case_high", "by").order_by("pk")
    return [(one.case_high if one.case_low_id == case.pk else one.case_low, one) for one in said]


def _statements() -> QuerySet[NotDuplicate]:
    """Those that count: the last one of each pair, unless it takes the others back."""
    later = NotDuplicate.objects.filter(
        case_low=OuterRef("case_low"), case_high=OuterRef("case_high"), pk__gt=OuterRef("pk")
    )
    return NotDuplicate.objects.exclude(Exists(later)).exclude(is_taken_back=True)


def _told_apart(case: Case) -> QuerySet[NotDuplicate]:
    other = OuterRef("case_id")
    return _statements().filter(
        Q(case_low=case, case_high=other) | Q(case_low=other, case_high=case)
    )
