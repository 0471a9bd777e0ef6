"""Files of cases for tests of the case format."""

import json
import uuid

from django.conf import settings

from cases.exchange.exporting import export_lines

PAPER = (settings.BASE_DIR / "demo" / "paper-patient.json").read_bytes()


def exported(**options: bool) -> list[str]:
    """The lines of an export."""
    return list(export_lines(**options))


def other(number: int) -> bytes:
    """A small case of its own."""
    header = {"uid": str(uuid.UUID(int=number)), "pseudonym": f"X-{number}"}
    whole = {"format": "ivcboard-case/1", "case": header, "presentation": {"sex": "male"}}
    return json.dumps(whole).encode()
