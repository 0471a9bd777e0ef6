"""A changed output needs a new version."""

import copy
import json

import pytest

from scoring.rules import RULES, corpus, versions
from scoring.tests.cases import BY_KEY


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
    before["rules"]["kulaylat"] |= {"output": "another", "version": "0"}
    del before["rules"]["technical_accessibility"]
    assert versions.unversioned_changes(before, now) == ["imdc"]


def test_a_rule_that_reads_something_else_is_named_and_not_compared(now):
    before = copy.deepcopy(now)
    before["rules"]["imdc"] |= {"inputs": "another", "output": "another"}
    before["rules"]["mskcc"]["output"] = "another"
    assert versions.not_compared(before, now) == ["imdc"]
    assert versions.unversioned_changes(before, now) == ["mskcc"]


def test_what_is_compared_is_what_the_rule_reads_of_a_case():
    case = {
        "assessment": {"resectable": "present", "thrombus_doubt": "absent"},
        "ct_abdomen": [{"date": "2021", "thrombus": "none", "contrast": "absent"}, {}],
        "mri": [{"mri_done": "absent"}],
        "surgery": [{"operated": "present"}],
    }
    assert versions.read_by(BY_KEY["mri_indication"], case) == {
        "assessment": {"thrombus_doubt": "absent"},
        "ct_abdomen": [{"date": "2021", "thrombus": "none"}, {}],
        "mri": [{"mri_done": "absent"}],
    }


def test_a_field_that_is_new_to_the_corpus_leaves_other_rules_compared(now, monkeypatch):
    answers = {"assessment.resectable": ("present", "absent")}
    monkeypatch.setattr(corpus, "OPTIONS", {**corpus.OPTIONS, **answers})
    readers = [rule.key for rule in RULES if "assessment.resectable" in map(str, rule.reads)]
    assert versions.not_compared(now, versions.current()) == readers


def test_the_rules_that_are_not_compared_are_printed(now, tmp_path, monkeypatch, capsys):
    record = tmp_path / "versions.json"
    before = copy.deepcopy(now)
    before["rules"]["imdc"]["inputs"] = "another"
    record.write_text(json.dumps(before))
    monkeypatch.setattr(versions, "current", lambda: now)
    monkeypatch.setattr(versions, "FILE", record)
    versions.main()
    assert capsys.readouterr().err == "Not compared, for they read something else: imdc\n"
    assert versions.recorded() == now


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
