"""A changed output needs a new version."""

import copy

import pytest

from scoring.rules import RULES, versions


@pytest.fixture(scope="module")
def now():
    return versions.current()


def test_the_record_of_versions_is_that_of_the_rules(now):
    """If this fails: raise the version of the rule that changed, then
    `python -m scoring.rules.versions`."""
    assert versions.recorded() == now


def test_a_changed_output_under_an_old_version_is_named(now):
    before = copy.deepcopy(now)
    before["rules"]["imdc"]["output"] = "another"
    before["rules"]["kulaylat"] = {"output": "another", "version": "0"}
    del before["rules"]["technical_accessibility"]
    assert versions.unversioned_changes(before, now) == ["imdc"]


def test_another_corpus_compares_nothing(now):
    before = {"corpus": "another", "rules": {rule.key: {"version": "1"} for rule in RULES}}
    assert versions.unversioned_changes(before, now) == []


def test_the_record_is_not_written_over_an_unversioned_change(now, tmp_path, monkeypatch):
    monkeypatch.setattr(versions, "current", lambda: now)
    record = tmp_path / "versions.json"
    monkeypatch.setattr(versions, "FILE", record)
    versions.main()
    written = record.read_text()
    changed = written.replace(versions.recorded()["rules"]["imdc"]["output"], "another")
    record.write_text(changed)
    with pytest.raises(SystemExit, match="raise the version of: imdc"):
        versions.main()
    assert record.read_text() == changed
