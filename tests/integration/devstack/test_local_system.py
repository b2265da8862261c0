"""`vinculo up`, `down`, `status` and `token` on real servers."""

import json
import os
import signal
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from tests.integration.devstack.conftest import Copy
from tests.support.waiting import until


def fetch(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


def test_two_copies_run_side_by_side(copies: tuple[Copy, Copy]) -> None:
    one, two = copies
    assert set(one.states().values()) == set(two.states().values()) == {"ready"}
    assert {each["name"]: each["pid"] for each in one.status()["services"]} == one.pids()
    assert "orders-2" in one.states()
    assert "orders-2" not in two.states()
    gateways = {fetch(f"{copy.status()['urls']['gateway']}/v1/customers")["pid"] for copy in copies}
    assert gateways == {one.pids()["customers"], two.pids()["customers"]}


def test_the_gateway_spreads_requests_over_the_replicas(copies: tuple[Copy, Copy]) -> None:
    one, _ = copies
    gateway, pids = one.status()["urls"]["gateway"], one.pids()
    answered = {fetch(f"{gateway}/v1/orders")["pid"] for _ in range(10)}
    assert answered == {pids["orders"], pids["orders-2"]}


def test_each_service_has_its_own_way_into_the_broker(copies: tuple[Copy, Copy]) -> None:
    urls = copies[0].status()["urls"]["services"]
    accounts = {fetch(f"{url}/")["VINCULO_AMQP_URI"].split("@")[0] for name, url in urls.items() if name != "orders-2"}
    assert len(accounts) == 5


def test_a_token_is_printed_and_nothing_else(copies: tuple[Copy, Copy]) -> None:
    one, _ = copies
    issuer = one.status()["urls"]["identity"]
    result = one.run("token", "Admin@Vinculo.test")
    assert (result.returncode, result.stderr) == (0, "")

    keys = KeySet.import_key_set(fetch(fetch(f"{issuer}/.well-known/openid-configuration")["jwks_uri"]))
    token = jwt.decode(result.stdout.strip(), keys, algorithms=["ES256"])
    assert token.header["typ"] == "at+jwt"
    expected = {"iss": issuer, "aud": "vinculo", "email": "admin@vinculo.test", "name": "Admin"}
    assert expected.items() <= token.claims.items()
    assert token.claims["exp"] - token.claims["iat"] == 12 * 3600


def test_a_token_is_refused_outside_development(copies: tuple[Copy, Copy]) -> None:
    result = copies[0].run("token", "admin@vinculo.test", VINCULO_ENVIRONMENT="production")
    assert result.returncode == 1
    assert result.stdout == ""
    assert "development only" in result.stderr


def test_a_token_for_no_address_is_refused(copies: tuple[Copy, Copy]) -> None:
    result = copies[0].run("token", "admin")
    assert (result.returncode, result.stdout) == (1, "")
    assert "no e-mail address" in result.stderr


def test_a_folder_has_one_supervisor(copies: tuple[Copy, Copy]) -> None:
    for arguments in (["up"], ["up", "--detach"]):
        result = copies[0].run(*arguments)
        assert result.returncode == 1
        assert "`vinculo down` stops it" in result.stderr


def test_secrets_are_for_the_owner_alone(copies: tuple[Copy, Copy]) -> None:
    folder = copies[0].folder
    assert folder.stat().st_mode & 0o077 == 0
    for name in ("secrets.json", "state.json", "rabbitmq/definitions.json", "identity/signing-key.pem"):
        assert (folder / name).stat().st_mode & 0o077 == 0, name


@pytest.mark.parametrize("name", ["orders-2", "mongod", "mails", "gateway"])
def test_a_killed_program_is_restarted(copies: tuple[Copy, Copy], name: str) -> None:
    one, two = copies
    before, untouched = one.pids(), two.pids()
    os.kill(before[name], signal.SIGKILL)

    until(lambda: one.pids().get(name, before[name]) != before[name] and one.states()[name] == "ready")
    after = one.pids()
    assert {other: pid for other, pid in after.items() if other != name} == {
        other: pid for other, pid in before.items() if other != name
    }
    assert two.pids() == untouched


def test_what_a_killed_supervisor_left_is_stopped_by_the_next_up_which_keeps_the_addresses(
    copies: tuple[Copy, Copy],
) -> None:
    one, two = copies
    urls, left, untouched = one.status()["urls"], one.processes(), two.pids()
    one.kill_supervisor()
    assert {each["state"] for each in one.status()["services"]} == {"stopped"}
    assert all(process.is_alive() for process in left)

    result = one.run("up", "--detach", "--scale", "orders=2")
    assert result.returncode == 0, result.stdout + result.stderr
    assert not any(process.is_alive() for process in left)
    assert one.status()["urls"] == urls
    assert two.pids() == untouched


def test_what_a_killed_supervisor_left_is_stopped_by_down(copies: tuple[Copy, Copy]) -> None:
    _, two = copies
    left = two.processes()
    two.kill_supervisor()

    assert "stopped leftovers" in two.run("down").stdout
    assert not any(process.is_alive() for process in left)


def test_down_stops_everything(copies: tuple[Copy, Copy]) -> None:
    one, _ = copies
    running = one.processes()
    assert len(running) == 11

    assert one.run("down").returncode == 0
    assert not any(process.is_alive() for process in running)
    assert set(one.states().values()) == {"stopped"}
    assert one.run("token", "admin@vinculo.test").returncode == 1
    assert "nothing was running" in one.run("down").stdout


def test_up_is_refused_outside_development(tmp_path: Path, standins: Path) -> None:
    copy = Copy(tmp_path / "data", standins)
    assert copy.run("up", VINCULO_ENVIRONMENT="production").returncode == 1
    assert not copy.folder.exists()


@pytest.mark.parametrize("scale", ["orders", "orders=0", "orders=x", "mongod=2", "orders=99"])
def test_a_scale_that_makes_no_sense_is_refused(tmp_path: Path, standins: Path, scale: str) -> None:
    result = Copy(tmp_path / "data", standins).run("up", "--scale", scale)
    assert result.returncode == 2
    assert "is not SERVICE=1..16" in result.stderr
