"""Fixtures for the tests of rules, which need no server."""

import sys

import pytest


@pytest.fixture(autouse=True, scope="session")
def nothing_is_remembered() -> None:
    """`make mutate` runs tests in copies of a process that has answered all of them before."""
    modules = [module for name, module in sys.modules.items() if name.startswith("scoring.")]
    for value in [value for module in modules for value in vars(module).values()]:
        if hasattr(value, "cache_clear"):
            value.cache_clear()
