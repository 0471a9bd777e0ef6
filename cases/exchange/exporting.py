"""Exporting in the case format: one case a line, keys in the order of the section list."""

import datetime
import hashlib
import hmac
import uuid
from collections.abc import Iterator
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings

from cases.document import Document, load_documents
from cases.models import Case
from cases.models.fields import dump_json
from cases.sections import BY_SLUG
from cases.values import PartialDate, Text
from cases.values.dates import date_range

BATCH = 500  # cases a statement
OLDEST_AGE = 90  # written for everybody older than 89, so that great age identifies nobody
LONGEST_SHIFT_MONTHS = 36


def export_lines(*, is_pseudonymised: bool = False) -> Iterator[str]:
    """Each case that counts as one line of JSON, the oldest first."""
    cases = Case.objects.exclude(record_status="entered_in_error").order_by("pk")
    ids = list(cases.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        documents = load_documents(batch)
        for case_id in batch:
            document = documents[case_id]
            yield dump_json(pseudonymise(document) if is_pseudonymised else document)


def pseudonymise(document: Document) -> Document:
    """Without free text and sources, dates shifted, age over 89 grouped, other uids.

    The shift is a number of whole months of the case's own, derived from the secret key, so that
    repeated exports agree. Between dates with a month, intervals stay true to the month. A year
    alone is shifted as its 1 July: its interval to another date may come out a year off.
    """
    uid = document["case"]["uid"]
    shift = 1 + int.from_bytes(_digest(uid, "shift")[:4], "big") % LONGEST_SHIFT_MONTHS
    hidden: Document = {"format": document["format"], "case": _hidden_header(document["case"])}
    for slug in document:
        if slug in BY_SLUG:
            rows = document[slug]
            many = isinstance(rows, list)
            shown = [_hidden_row(slug, row, shift) for row in (rows if many else [rows])]
            hidden[slug] = shown if many else shown[0]
    return hidden


def _hidden_header(header: Document) -> Document:
    name = _digest(header["uid"], "pseudonym").hex()[:8].upper()
    return header | {"uid": _hidden_uid(header["uid"]), "pseudonym": f"P-{name}"}


def _hidden_row(slug: str, row: Document, shift: int) -> Document:
    kinds = BY_SLUG[slug].kinds
    shown: Document = {"uid": _hidden_uid(row["uid"])} if "uid" in row else {}
    for name, value in row.items():
        kind = kinds.get(name)
        if kind is None or isinstance(kind, Text):
            continue
        shown[name] = _hidden_value(kind, name, value, shift)
    return shown


def _hidden_value(kind: Any, name: str, value: Any, shift: int) -> Any:
    if isinstance(value, dict):
        kept = {key: inner for key, inner in value.items() if key != "source"}
        if "alternatives" in kept:
            kept["alternatives"] = [
                {"value": _hidden_value(kind, name, other["value"], shift)}
                for other in kept["alternatives"]
            ]
        if "value" in kept and not isinstance(kept["value"], dict):
            kept["value"] = _hidden_value(kind, name, kept["value"], shift)
        return kept["value"] if set(kept) == {"value"} else kept
    if isinstance(kind, PartialDate):
        return _shifted(value, shift)
    if name == "age_at_diagnosis":
        return min(value, OLDEST_AGE)
    return value


def _shifted(date: str, months: int) -> str:
    """Earlier by whole months, with the same precision; a day that the month lacks is its last."""
    first, _last = date_range(date)
    middle = datetime.date(first.year, 7, 1) if len(date) == 4 else first
    return (middle - relativedelta(months=months)).isoformat()[: len(date)]


def _hidden_uid(uid: str) -> str:
    return str(uuid.UUID(bytes=_digest(uid, "uid")[:16], version=5))


def _digest(uid: str, purpose: str) -> bytes:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"{purpose}:{uid}".encode(), hashlib.sha256).digest()
