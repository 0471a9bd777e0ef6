"""Reads a page's form as a browser would send it, so that tests post what people post."""

import uuid
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from cases.models import Case


class FormReader(HTMLParser):
    """The successful controls of the page's data-entry form (buttons left out)."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        name = got.get("name") or ""
        if tag == "select":
            self.select = name
            if "multiple" not in got:
                self.data[name] = [""]
        elif tag == "option" and "selected" in got:
            self.data.setdefault(self.select, [""])
            chosen = [value for value in self.data[self.select] if value]
            self.data[self.select] = [*chosen, got.get("value") or ""]
        elif tag == "textarea":
            self.textarea = name
            self.data[name] = [""]
        elif tag == "input" and name:
            self._take_input(name, got)

    def _take_input(self, name: str, got: dict[str, str | None]) -> None:
        if got.get("type") in ("radio", "checkbox") and "checked" not in got:
            return
        if got.get("type") != "submit":
            self.data.setdefault(name, []).append(got.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.data[self.textarea] = [(self.data[self.textarea][0] + data).removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""


def form_of(html: str) -> dict[str, Any]:
    """What pressing Save on the page would post."""
    reader = FormReader()
    reader.feed(html)
    return reader.data


def address(case: Case, slug: str, row: Any = None) -> str:
    """The page of a section, or of one of its rows."""
    path = reverse("cases:section", args=[case.uid, slug])
    return f"{path}?row={row}" if row else path


def opened(client: Client, case: Case, slug: str, row: Any = None, **typed: Any) -> dict[str, Any]:
    """Open a section's page and type: the data that a press of Save would post."""
    data = form_of(client.get(address(case, slug, row)).content.decode())
    return data | typed


def save(client: Client, case: Case, slug: str, row: Any = None, **typed: Any) -> Any:
    """Open a section's page, type, press Save."""
    data = opened(client, case, slug, row, **typed)
    return client.post(address(case, slug, data["row"][0]), data)


def bare_post(case: Case, fields: str, **typed: Any) -> dict[str, Any]:
    """A post written by hand: only what is named, on the case's present version."""
    return {
        "base_version": case.version,
        "save_key": str(uuid.uuid4()),
        "fields": fields,
        **typed,
    }
