"""The manifests build, are what an API server takes, and tell the services and the gateway what they ask for."""

import json
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from tests.architecture.environment import PREFIX, Read, by_default, compose, is_secret, own_settings, settings_of
from tests.architecture.house import ROOT, SERVICES

from chassis.broker import queue_of

K8S = ROOT / "deploy/k8s"
BUILDS = ("overlays/production", "overlays/development", "stores")
OF_OPERATORS = {"keda.sh", "gateway.networking.k8s.io", "mongodbcommunity.mongodb.com", "rabbitmq.com"}
"""Kinds that a cluster has once these are installed; their schemas are not ours to check."""

BY_DEFAULT = {
    "orders": {"pictures", "shop_logo"},
    "notify": {"mail_logo", "smtp_connections"},
}
"""Settings that the production overlay leaves as they are."""

SECRETS = {
    "customers": {"mongo_uri", "amqp_uri"},
    "orders": {"mongo_uri", "amqp_uri", "link_secret", "seal_secret"},
    "assignment": {"mongo_uri", "amqp_uri"},
    "notify": {"mongo_uri", "amqp_uri", "seal_secret", "smtp_username", "smtp_password"},
    "fieldops": {"mongo_uri", "amqp_uri"},
}
"""What lies in the Secret `<service>-secrets`."""

Doc = dict[str, Any]


@cache
def built(where: str) -> tuple[Doc, ...]:
    """What `kubectl apply -k` would send."""
    kubectl = Path(sys.prefix) / "bin/kubectl"
    told = subprocess.run([kubectl, "kustomize", K8S / where], check=True, capture_output=True, text=True)
    return tuple(yaml.safe_load_all(told.stdout))


def of_kind(where: str, *kinds: str) -> list[Doc]:
    return [doc for doc in built(where) if doc["kind"] in kinds]


def named(where: str, kind: str, name: str) -> Doc:
    (found,) = (doc for doc in of_kind(where, kind) if doc["metadata"]["name"] == name)
    return found


def pod_of(workload: Doc) -> Doc:
    pod: Doc = workload["spec"]["template"]
    return pod


def matches(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """As the API server would select."""
    expressions = selector.get("matchExpressions", ())
    return selector.get("matchLabels", {}).items() <= labels.items() and all(
        labels.get(each["key"]) in each["values"] for each in expressions
    )


def selected(where: str, selector: Mapping[str, Any]) -> list[str]:
    """Names of the workloads whose pods are meant."""
    return [
        each["metadata"]["name"]
        for each in of_kind(where, "Deployment", "StatefulSet")
        if matches(selector, pod_of(each)["metadata"]["labels"])
    ]


def told(where: str, workload: Doc) -> dict[str, str]:
    """A container's environment, but for Secrets that the overlay does not make."""
    (container,) = pod_of(workload)["spec"]["containers"]
    made = {doc["metadata"]["name"]: doc for doc in of_kind(where, "ConfigMap", "Secret")}
    environment: dict[str, str] = {}
    for each in container.get("envFrom", ()):
        ((_, reference),) = each.items()
        source = made.get(reference["name"], {"kind": "ConfigMap"})
        data = source.get("data", {})
        environment |= {name: b64decode(data[name]).decode() for name in data} if source["kind"] == "Secret" else data
    return environment | {each["name"]: each.get("value", "-") for each in container.get("env", ())}


@pytest.mark.parametrize("where", BUILDS)
def test_every_manifest_is_one_that_an_api_server_takes(where: str) -> None:
    unknown = set()
    for doc in built(where):
        try:
            kubernetes_validate.validate(doc, "1.33", strict=True)
        except kubernetes_validate.SchemaNotFoundError:
            unknown.add(doc["apiVersion"].partition("/")[0])
    assert unknown <= OF_OPERATORS


def test_a_field_that_does_not_exist_is_caught() -> None:
    spoilt = json.loads(json.dumps(named("overlays/production", "Deployment", "orders-api")))
    pod_of(spoilt)["spec"]["containers"][0]["readynessProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(spoilt, "1.33", strict=True)


@pytest.mark.parametrize("service", SERVICES)
def test_production_tells_a_service_all_that_it_has_to_know_and_nothing_that_it_does_not_read(
    read: Read, service: str
) -> None:
    """Its secrets come from outside: stood in for here."""
    secrets = {
        "mongo_uri": "mongodb://mongodb/?timeoutMS=4000",
        "amqp_uri": "amqp://rabbitmq/vinculo",
        **dict.fromkeys(("link_secret", "seal_secret", "smtp_username", "smtp_password"), "x" * 16),
    }
    given = {f"{PREFIX}{name}".upper(): secrets[name] for name in SECRETS[service]}
    for role in ("api", "worker"):
        workload = named("overlays/production", "Deployment", f"{service}-{role}")
        environment = told("overlays/production", workload)
        settings = read(service, environment | given)
        assert settings.environment == "production"
        names = {name.removeprefix(PREFIX).lower() for name in environment | given}
        assert names <= set(settings_of(service).model_fields)
        assert own_settings(service) - names == BY_DEFAULT.get(service, set())
        (container,) = pod_of(workload)["spec"]["containers"]
        assert container["args"] == [role]
        assert {"secretRef": {"name": f"{service}-secrets"}} in container["envFrom"]


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_secret_stands_in_a_config_map_and_no_secret_is_forgotten(service: str) -> None:
    secret = {name for name, field in settings_of(service).model_fields.items() if is_secret(field)}
    assert secret <= SECRETS[service]
    for where in ("overlays/production", "overlays/development"):
        for doc in of_kind(where, "ConfigMap"):
            assert not {f"{PREFIX}{name}".upper() for name in SECRETS[service]} & set(doc.get("data", {}))


@pytest.mark.parametrize("service", SERVICES)
def test_development_starts_with_nothing_but_what_it_brings(read: Read, service: str) -> None:
    where = "overlays/development"
    environment = told(where, named(where, "Deployment", f"{service}-api"))
    assert {f"{PREFIX}{name}".upper() for name in ("mongo_uri", "amqp_uri")} <= set(environment)
    assert read(service, environment).environment == "development"


@pytest.mark.parametrize("where", ["overlays/production", "overlays/development"])
def test_who_selects_selects_what_is_meant(where: str) -> None:
    for each in of_kind(where, "Deployment", "StatefulSet"):
        assert selected(where, each["spec"]["selector"]) == [each["metadata"]["name"]]
    for each in of_kind(where, "Service"):
        (found,) = selected(where, {"matchLabels": each["spec"]["selector"]})
        assert found == each["metadata"]["name"]
    for each in of_kind(where, "PodDisruptionBudget"):
        assert selected(where, each["spec"]["selector"]) == [each["metadata"]["name"]]
    for each in of_kind(where, "HorizontalPodAutoscaler", "ScaledObject"):
        assert named(where, "Deployment", each["spec"]["scaleTargetRef"]["name"])


def test_every_workload_is_scaled_by_one_thing_alone() -> None:
    where = "overlays/production"
    scaled = [each["spec"]["scaleTargetRef"]["name"] for each in of_kind(where, "HorizontalPodAutoscaler")]
    scaled += [each["spec"]["scaleTargetRef"]["name"] for each in of_kind(where, "ScaledObject")]
    fixed = [each["metadata"]["name"] for each in of_kind(where, "Deployment") if "replicas" in each["spec"]]
    assert sorted(scaled + fixed) == sorted(each["metadata"]["name"] for each in of_kind(where, "Deployment"))
    assert sorted(fixed) == ["assignment-worker", "gateway"]


def test_workers_are_scaled_by_the_queues_that_there_are() -> None:
    for each in of_kind("overlays/production", "ScaledObject"):
        (trigger,) = each["spec"]["triggers"]
        service = each["metadata"]["labels"]["app.kubernetes.io/name"]
        assert trigger["metadata"]["queueName"] == queue_of(service)


@pytest.mark.parametrize("each", of_kind("overlays/production", "Deployment"), ids=lambda doc: doc["metadata"]["name"])
def test_a_pod_may_do_no_more_than_it_has_to(each: Doc) -> None:
    pod = pod_of(each)["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    for container in pod["containers"]:
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]
        assert {"livenessProbe", "readinessProbe"} <= set(container)
        assert not container["image"].endswith(":latest")


@pytest.mark.parametrize("where", ["overlays/production", "overlays/development"])
def test_nobody_is_reached_unless_it_is_said(where: str) -> None:
    policies = {each["metadata"]["name"]: each["spec"] for each in of_kind(where, "NetworkPolicy")}
    assert policies["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    doors = {f"{service}-api" for service in SERVICES}
    assert set(selected(where, policies["doors"]["podSelector"])) == doors
    assert set(selected(where, policies["stores"]["podSelector"])) == doors | {f"{each}-worker" for each in SERVICES}
    assert selected(where, policies["gateway"]["podSelector"]) == ["gateway"]
    assert set(selected(where, policies["mail"]["podSelector"])) == {"notify-api", "notify-worker"}


@pytest.mark.parametrize("where", ["overlays/production", "overlays/development"])
def test_the_gateway_knows_all_that_its_template_asks_for(where: str) -> None:
    gateway = named(where, "Deployment", "gateway")
    environment = told(where, gateway)
    template = (ROOT / "deploy/gateway/nginx.conf.template").read_text()
    assert set(re.findall(r"\$\{([A-Z_]+)\}", template)) <= set(environment)
    for service in SERVICES:
        servers = set(re.findall(r"server (\S+):(\d+)", environment[f"{service.upper()}_SERVERS"]))
        ((host, port),) = servers
        assert named(where, "Service", host)["spec"]["ports"][0]["port"] == int(port)
        assert host == f"{service}-api"


def test_accounts_of_the_broker_may_do_the_same_everywhere() -> None:
    in_compose = json.loads(
        by_default({"": compose()["configs"]["definitions.json"]["content"]})[""].replace("$$", "$")
    )
    local = json.loads((K8S / "overlays/development/definitions.json").read_text())
    assert local == in_compose
    for service in SERVICES:
        permission = named("stores", "Permission", service)["spec"]["permissions"]
        (wanted,) = (each for each in local["permissions"] if each["user"] == service)
        assert permission == {name: wanted[name] for name in ("configure", "write", "read")}
