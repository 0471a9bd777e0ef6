"""The densest case there can be: every field that can apply is answered, in several rows."""

import io
import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Centre, User
from board.facts import DATE
from cases.exchange.importing import import_file
from cases.images import store
from cases.images.picture import read_picture
from cases.models import Case, Identity, KeyImages
from cases.models.fields import dump_json
from cases.models.words import CavaLevel, Nephrectomy, Reconstruction, ThoracicInterpretation
from cases.sections import SECTIONS, Section
from cases.tests.pictures import jpeg
from cases.values import Choice, ChoiceList, Kind, Measurement, Number, PartialDate, Text
from surveillance.models import Due, Schedule
from surveillance.models.due import Origin, What
from surveillance.models.schedule import Anchor
from surveillance.planning import add_months

LONG_TEXT = "Arterial hypertension treated for eleven years, no anticoagulation; " * 12
LONG_NAME = "IVC-2026-CENTRE-HOSPITAL-LYON-118"
ROWS = 4
# Where the first word would contradict another field.
SET = {
    "ivc_upper": CavaLevel.RIGHT_ATRIUM,
    "interpretation": ThoracicInterpretation.EQUIVOCAL,
    "nephrectomy": Nephrectomy.RADICAL,
    "ivc_reconstruction": Reconstruction.PATCH,
}


def dense_document(*, is_disputed: bool = False, is_older: bool = False) -> dict[str, Any]:
    """In the case format. is_disputed: another source states something else of every field.

    is_older: all of it is undated, beside a newer row that says nothing but its date.
    """
    document: dict[str, Any] = {
        "format": "ivcboard-case/1",
        "case": {
            "uid": str(uuid.uuid4()),
            "pseudonym": f"{LONG_NAME}-{is_disputed + 2 * is_older}",
            "is_demo": True,
        },
    }
    for section in SECTIONS:
        if section.is_many:
            rows = [_row(section, position, is_disputed) for position in range(ROWS)]
            if is_older and DATE in section.kinds:
                rows = [*(_undated(row) for row in rows), {DATE: "2026"}]
            document[section.slug] = [{"uid": str(uuid.uuid4()), **row} for row in rows]
        else:
            document[section.slug] = _row(section, 0, is_disputed)
    return document


def dense_case(centre: Centre, *, is_disputed: bool = False, is_older: bool = False) -> Case:
    """The document, imported."""
    document = dense_document(is_disputed=is_disputed, is_older=is_older)
    import_file(dump_json(document).encode(), centre=centre)
    case = Case.objects.get(uid=document["case"]["uid"])
    number = f"{LONG_NAME} {is_disputed + 2 * is_older}"
    Identity.objects.update_or_create(
        case=case, defaults={"centre": centre, "record_number": number}
    )
    return case


def add_pictures(case: Case) -> None:
    """To each of its key images, one upright and one wide in turn."""
    for number, row in enumerate(KeyImages.objects.filter(case=case)):
        size = ((1200, 2400), (2400, 600))[number % 2]
        made = read_picture(io.BytesIO(jpeg(size)), 1)
        KeyImages.objects.filter(pk=row.pk).update(
            picture=store.keep(made),
            media_type=made.media_type,
            sha256=made.sha256,
            width=made.width,
            height=made.height,
            size_bytes=len(made.data),
        )


def add_follow_up(case: Case, by: User) -> None:
    """A schedule on an estimated date with visits overdue and to come, and tasks of other kinds."""
    now = timezone.now()
    anchor = add_months(now.date(), -6)
    schedule = Schedule.objects.create(
        case=case,
        protocol="ESMO_HIGH",
        protocol_version="1",
        basis="unknown_grade",
        anchor_kind=Anchor.PLANNING,
        anchor_date=anchor,
        anchor_reason=LONG_TEXT,
        first_month=3,
        accepted_by=by,
        accepted_at=now,
    )
    for month in range(3, 27, 3):
        day = add_months(anchor, month)
        _due(case, month, day, What.VISIT, origin=Origin.PLAN, schedule=schedule)
        _due(case, month, day, What.RESOLVE_FINDING, origin=Origin.FINDING, text=LONG_TEXT)


def _due(case: Case, month: int, day: date, what: str, **more: Any) -> Due:
    return Due.objects.create(
        case=case,
        what=what,
        due_date=day,
        origin_uid=uuid.uuid4(),
        step=f"m{month:03}",
        created_at=timezone.now(),
        **more,
    )


def _undated(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != DATE}


def _row(section: Section, position: int, is_disputed: bool) -> dict[str, Any]:
    whole = {name: _value(name, kind, position) for name, kind in section.kinds.items()}
    row = {name: value for name, value in whole.items() if section.applies(name, whole)}
    if not is_disputed:
        return row
    return {name: _disputed(section.kinds[name], name, value) for name, value in row.items()}


def _value(name: str, kind: Kind, position: int) -> Any:
    """Findings present, so that what says more of them applies."""
    if name in SET:
        return SET[name]
    if isinstance(kind, ChoiceList):
        return list(kind.choices.values)[:4]
    if isinstance(kind, Choice):
        return kind.choices.values[0]
    if isinstance(kind, Measurement):
        return _measurement(kind)
    if isinstance(kind, Number):
        return int(kind.high) // 10 * 10 if name == "kps" else int(kind.high)
    if isinstance(kind, PartialDate):
        return f"202{position}-03-1{position}"
    assert isinstance(kind, Text)
    return LONG_TEXT.strip()


def _measurement(kind: Measurement) -> dict[str, Any]:
    value: dict[str, Any] = {"result": "normal"} if "result" in kind.inner_keys else {}
    if "value" in kind.inner_keys:
        middle = (kind.measure.low + min(kind.measure.high, Decimal(100))) // 2 or Decimal(1)
        value |= {"value": middle, "unit": kind.measure.units[0].key}
    if "lower" in kind.inner_keys:
        limit = {"value": value["value"], "unit": value["unit"]}
        value |= {"lower": limit, "upper": limit}
    if "equation" in kind.inner_keys:
        value["equation"] = "unknown"
    return value


def _disputed(kind: Kind, name: str, value: Any) -> dict[str, Any]:
    """Two statements with sources; the other is the same but where words give another."""
    other = value
    if isinstance(kind, Choice) and not isinstance(kind, ChoiceList) and name not in SET:
        other = kind.choices.values[-1]
    if isinstance(kind, ChoiceList):
        other = [kind.choices.values[-1]]
    source = {"source": "second reading of the same study by another hospital, page 3"}
    stated = {"value": value} if kind.has_simple_value else dict(value)
    return {**stated, "source": "radiology report", "alternatives": [{"value": other, **source}]}
