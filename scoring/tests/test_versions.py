"""A changed output needs a new version."""

import copy

from scoring.rules import RULES, versions


def test_the_record_of_versions_is_that_of_the_rules():
    """If this fails: raise the version of the rule that changed, then
    `python -m scoring.rules.versions`."""
    assert versions.recorded() == versions.current()


def test_a_changed_output_under_an_old_version_is_named():
    now = versions.current()
    before = copy.deepcopy(now)
    before["rules"]["imdc"]["output"] = "another"
    before["rules"]["kulaylat"] = {"output": "another", "version": "0"}
    del before["rules"]["technical_accessibility"]
    assert versions.unversioned_changes(before, now) == ["imdc"]


def test_another_corpus_compares_nothing():
    now = versions.current()
    before = {"corpus": "another", "rules": {rule.key: {"version": "1"} for rule in RULES}}
    assert versions.unversioned_changes(before, now) == []


def test_the_record_is_not_written_over_an_unversioned_change(tmp_path, monkeypatch, capsys):
    record = tmp_path / "versions.json"
    monkeypatch.setattr(versions, "FILE", record)
    assert versions.main() == 0
    written = record.read_text()
    changed = written.replace(versions.recorded()["rules"]["imdc"]["output"], "another")
    record.write_text(changed)
    assert versions.main() == 1
    assert record.read_text() == changed
    assert "imdc" in capsys.readouterr().err
