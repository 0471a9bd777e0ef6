"""Templates keep the order of the apps, and hold nothing that the policy forbids."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
STREET = ["accounts", "cases", "scoring", "surveillance", "board"]
# Folders whose name is not their app's; pages of no app may lean on those every page needs.
OWNERS = {"account": "accounts", "bootstrap5": "accounts", "errors": "cases", ".": "cases"}
NAMES = {"account": "accounts", "home": "accounts", "errors": "accounts"}
ALL = sorted(TEMPLATES.rglob("*.html"))
EVERY_TEMPLATE = pytest.mark.parametrize(
    "path", ALL, ids=[str(path.relative_to(TEMPLATES)) for path in ALL]
)
REFERENCES = re.compile(r"""\{%\s*(?:include|extends|url)\s+['"]([^'"]+)['"]""")
LOADS = re.compile(r"\{%\s*load\s+([^%]+?)\s*%\}")


def app_of(path: Path) -> str:
    folder = path.relative_to(TEMPLATES).parts[0] if path.parent != TEMPLATES else "."
    return OWNERS.get(folder, folder)


def named_app(name: str) -> str | None:
    """The app that a template or address name belongs to; None for names of no app."""
    first = re.split(r"[/:]", name)[0] if re.search("[/:]", name) else ""
    first = NAMES.get(first, first)
    return first if first in STREET else None


@EVERY_TEMPLATE
def test_leans_only_on_apps_to_its_left(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    allowed = STREET[: STREET.index(app_of(path)) + 1]
    named = {name: named_app(name) for name in REFERENCES.findall(text)}
    assert {name: app for name, app in named.items() if app and app not in allowed} == {}
    loaded = {name for names in LOADS.findall(text) for name in names.split()}
    assert [name for name in loaded if name.split("_")[0] in set(STREET) - set(allowed)] == []


@EVERY_TEMPLATE
def test_every_name_it_includes_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    included = re.findall(r"""\{%\s*(?:include|extends)\s+['"]([^'"]+)['"]""", text)
    assert [name for name in included if not (TEMPLATES / name).exists()] == []


@EVERY_TEMPLATE
def test_no_inline_script_style_or_handler(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    forbidden = {
        "script": r"<script(?![^>]*\bsrc=)",
        "style element": r"<style\b",
        "style attribute": r"\sstyle\s*=",
        "handler": r"<[^>]*\son[a-z]+\s*=",
        "javascript address": r"javascript:",
        "htmx handler": r"\shx-on",
        "unescaped": r"\|\s*safe\b|autoescape\s+off",
        "third party": r"""(?:src|href)=["'](?:https?:)?//""",
    }
    found = [name for name, pattern in forbidden.items() if re.search(pattern, text, re.I)]
    assert found == []


def test_the_rule_would_notice_a_step_to_the_right() -> None:
    assert named_app("scoring/panel.html") == "scoring"
    assert named_app("cases:list") == "cases"
    assert app_of(TEMPLATES / "cases" / "widgets" / "field.html") == "cases"
