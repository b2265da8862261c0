"""`make demo ONCE=1`: the story is played on real servers, and told."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.system import System, local_system, vinculo

from devstack.ports import any_free


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of all runs."""
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def played(folder: Path) -> list[tuple[str, Any]]:
    """Two runs: what each said, and its demo.json."""
    runs = []
    for _ in range(2):
        done = vinculo(folder, "demo", "--once", "--port", str(any_free()))
        assert done.returncode == 0, done.stdout + done.stderr
        runs.append((done.stdout, json.loads((folder / "demo.json").read_text(encoding="utf-8"))))
        assert set(System(folder).states().values()) == {"stopped"}
    return runs


def test_every_step_goes_as_told(played: list[tuple[str, Any]]) -> None:
    for _, report in played:
        assert set(report) == {"steps", "urls", "timeline"}
        assert [set(step) for step in report["steps"]] == [{"name", "ok", "ms", "detail"}] * 6
        assert all(step["ok"] and step["ms"] > 0 for step in report["steps"])


@pytest.mark.req("RC-7", "RC-9", "RC-10", "RC-12", "NX-18")
def test_each_step_tells_its_reason_and_its_trace(played: list[tuple[str, Any]]) -> None:
    reasons = ["", "CUSTOMER_MANAGER", "DISTRIBUTED_NEW", "CREATOR", "INACTIVE_REPLACED", "404"]
    for _, report in played:
        for reason, step in zip(reasons, report["steps"], strict=True):
            assert reason in step["detail"]
        assert all("trace " in step["detail"] for step in report["steps"][1:])
        assert "none to Lucía Ferrer" in report["steps"][4]["detail"]


def test_the_timeline_runs_through_all_services_in_order(played: list[tuple[str, Any]]) -> None:
    for _, report in played:
        timeline = report["timeline"]
        assert [set(moment) for moment in timeline] == [{"at_ms", "service", "what"}] * len(timeline)
        assert [moment["at_ms"] for moment in timeline] == sorted(moment["at_ms"] for moment in timeline)
        assert {moment["service"] for moment in timeline} >= {"customers", "orders", "assignment", "notify"}
        mails = [moment["what"] for moment in timeline if moment["service"] == "notify"]
        assert len(mails) == 3
        told = [moment["what"] for moment in timeline]
        after = told[told.index("Lucía Ferrer is deactivated") :]
        assert "lucia.ferrer@" in mails[0]
        assert not any("lucia.ferrer@" in what for what in after)


def test_the_addresses_are_told(played: list[tuple[str, Any]]) -> None:
    for said, report in played:
        urls = report["urls"]
        assert urls["order_link"].startswith(f"{urls['gateway']}/o/")
        assert all(urls[name] in said for name in ("gateway", "mails", "order_link"))


def test_playing_again_doubles_nothing(played: list[tuple[str, Any]]) -> None:
    first, second = (report["steps"][0]["detail"] for _, report in played)
    assert "10 members of staff, 18 products in BGN, EUR, RON, 44 customers in bg, en, es, ro; 71 of them new" in first
    assert "10 members of staff, 18 products in BGN, EUR, RON, 47 customers in bg, en, es, ro; 0 of them new" in second


@pytest.mark.usefixtures("played")
def test_a_story_that_goes_wrong_is_told_and_fails(folder: Path) -> None:
    with local_system(folder) as system:
        admin = system.client()
        group = admin.get("/v1/groups/Integrations").json()
        permissions = {name: grant for name, grant in group["permissions"].items() if name != "orders.create"}
        seen = {"If-Match": f'"{group["version"]}"'}
        admin.put("/v1/groups/Integrations", json={"permissions": permissions}, headers=seen).raise_for_status()

        done = system.vinculo("demo", "--once")
        report = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
        assert done.returncode == 1
        assert [step["ok"] for step in report["steps"]] == [True, True, False, False, False, False]
        assert "orders.create" in report["steps"][2]["detail"]
        assert set(system.states().values()) == {"ready"}, "a system that ran before is left running"
