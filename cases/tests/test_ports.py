"""Ports: a fault on the right costs neither save nor page; without ports the record works alone."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from accounts.memberships import Memberships
from accounts.models import Centre, User
from cases.models import Case, CaseIndex, Presentation
from cases.ports import CaseChange, Panel, collect_columns, collect_panels
from cases.tests.pages import address, save

CALLS: list[CaseChange] = []


def listen(change: CaseChange) -> None:
    CALLS.append(change)


def write_then_raise(change: CaseChange) -> None:
    Centre.objects.create(name="Half done")
    raise ValueError("a port's fault")


def break_the_connection(change: CaseChange) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM cases_case")


def no_panel(case: Case, viewer: Memberships) -> Panel:
    raise ValueError("a panel's fault")


def ages(case_ids: frozenset[int]) -> dict[int, dict[str, Any]]:
    return {case_id: {"age_at_diagnosis": 99} for case_id in case_ids}


@pytest.fixture(autouse=True)
def _no_calls() -> None:
    CALLS.clear()


@pytest.mark.parametrize("fault", ["write_then_raise", "break_the_connection"])
def test_a_port_that_raises_is_logged_and_the_save_stands(
    signed_in: Any, clinician: User, case: Case, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    ports = [f"{__name__}.{fault}", f"{__name__}.listen"]
    with override_settings(CASE_SAVED=ports), caplog.at_level(logging.ERROR, "cases.ports"):
        answer = save(signed_in(clinician), case, "presentation", sex="male")
    assert (answer.status_code, Presentation.objects.get().sex) == (303, "male")
    assert [record.getMessage() for record in caplog.records] == [f"port {ports[0]} failed"]
    assert not Centre.objects.filter(name="Half done").exists()
    assert [change.case_ids for change in CALLS] == [{case.pk}]


def test_a_panel_that_raises_is_shown_as_failed(
    signed_in: Any, clinician: User, case: Case
) -> None:
    with override_settings(CASE_PANELS=[f"{__name__}.no_panel", "scoring.panels.scores"]):
        answer = signed_in(clinician).get(address(case, "labs"))
    assert answer.status_code == 200
    templates = [panel.template for panel in answer.context["page"].panels]
    assert templates == ["cases/panels/failed.html", "scoring/panel.html"]
    assert "This panel could not be made." in answer.content.decode()


@override_settings(CASE_SAVED=[], CASE_PANELS=[], CASE_INDEX=[])
def test_the_record_works_alone(signed_in: Any, clinician: User, case: Case) -> None:
    client = signed_in(clinician)
    assert save(client, case, "presentation", sex="male").status_code == 303
    page = client.get(address(case, "presentation"))
    assert page.context["page"].panels == []
    assert 'value="male" selected' in page.content.decode()
    assert client.get("/cases/").status_code == 200
    assert CaseIndex.objects.get(case=case).sex is None


def test_columns_of_several_ports_are_merged_in_order(case: Case) -> None:
    with override_settings(CASE_INDEX=["cases.index.columns", f"{__name__}.ages"]):
        assert collect_columns(frozenset({case.pk}))[case.pk] | {"applicable": 0} == {
            "sex": None,
            "age_at_diagnosis": 99,
            "diagnosis": None,
            "certainty": None,
            "answered": 0,
            "applicable": 0,
            "has_recurred": None,
            "born_from": None,
            "born_to": None,
            "operated_in": [],
        }


@override_settings(CASE_PANELS=[])
def test_no_port_no_panel(case: Case) -> None:
    assert collect_panels(case, Memberships()) == []
