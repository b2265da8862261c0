"""Dashboard and alarms ask for figures that there are, and nothing that is measured goes unseen."""

import json
import re

import yaml
from tests.architecture.environment import compose
from tests.architecture.house import ROOT, SERVICES, House

_MEASURED = re.compile(r'\b(Gauge|Counter|Histogram)\(\s*"(vinculo_\w+)"')
_ASKED = re.compile(r"\bvinculo_\w+")


def measured() -> set[str]:
    """Names as Prometheus has them."""
    found = {each for file in House(ROOT).files() for each in _MEASURED.findall(file.read_text())}
    return {name for kind, name in found if kind != "Histogram"} | {
        name + part for kind, name in found if kind == "Histogram" for part in ("_bucket", "_count", "_sum")
    }


def shown() -> set[str]:
    panels = json.loads((ROOT / "deploy/dashboards/vinculo.json").read_text())["panels"]
    return {name for panel in panels for each in panel["targets"] for name in _ASKED.findall(each["expr"])}


def alarmed() -> set[str]:
    (group,) = yaml.safe_load((ROOT / "deploy/otel/alerts.yml").read_text())["groups"]
    return {name for rule in group["rules"] for name in _ASKED.findall(rule["expr"])}


def plain(name: str) -> str:
    return re.sub("_(bucket|count|sum)$", "", name)


def test_dashboard_and_alarms_ask_for_what_is_measured() -> None:
    assert len(measured()) > 10
    assert shown() | alarmed() <= measured()


def test_everything_that_is_measured_is_on_the_dashboard() -> None:
    assert set(map(plain, measured())) == set(map(plain, shown()))


def test_a_service_that_is_gone_altogether_is_missed() -> None:
    (group,) = yaml.safe_load((ROOT / "deploy/otel/alerts.yml").read_text())["groups"]
    (down,) = (rule["expr"] for rule in group["rules"] if rule["alert"] == "ServiceDown")
    assert {f'absent(up{{job="vinculo", service="{service}"}})' for service in SERVICES} <= set(re.split(" or ", down))


def test_compose_mounts_files_that_there_are() -> None:
    mounts = [each for service in compose()["services"].values() for each in service.get("volumes", ())]
    files = [each.partition(":")[0] for each in mounts if each.startswith("./")]
    assert len(files) >= 7
    assert [each for each in files if not (ROOT / each).is_file()] == []
