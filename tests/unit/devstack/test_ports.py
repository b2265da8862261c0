"""Ports stay the same from start to start, unless somebody else has them."""

import socket
from pathlib import Path

import pytest

from devstack import ports as choosing
from devstack.ports import PortBook, any_free


def test_a_port_is_kept_for_later_starts(tmp_path: Path) -> None:
    first = PortBook(tmp_path / "ports.json")
    ports = [first.kept(name) for name in ("mongod", "orders")]
    del first

    later = PortBook(tmp_path / "ports.json")
    assert [later.kept(name) for name in ("mongod", "orders")] == ports
    assert len(set(ports)) == 2


def test_a_kept_port_that_somebody_took_is_replaced_and_the_new_one_kept(tmp_path: Path) -> None:
    port = PortBook(tmp_path / "ports.json").kept("mongod")
    with socket.create_server(("127.0.0.1", port)):
        replaced = PortBook(tmp_path / "ports.json").kept("mongod")

    assert replaced != port
    assert PortBook(tmp_path / "ports.json").kept("mongod") == replaced


def test_the_next_port_stands_in_for_a_taken_one(tmp_path: Path) -> None:
    wanted = any_free()
    with socket.create_server(("127.0.0.1", wanted)):
        assert PortBook(tmp_path / "ports.json").first_free(wanted) > wanted
    assert PortBook(tmp_path / "ports.json").first_free(wanted) == wanted


def test_two_that_start_at_the_same_moment_do_not_choose_the_same_port(tmp_path: Path) -> None:
    one, two = PortBook(tmp_path / "one.json"), PortBook(tmp_path / "two.json")
    wanted = any_free()
    assert one.first_free(wanted) == wanted
    assert two.first_free(wanted) > wanted


def test_nobody_is_given_a_port_that_was_given_or_claimed_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [any_free() for _ in range(8)]
    monkeypatch.setattr(choosing, "_OWN_RANGE", few)
    monkeypatch.setattr(choosing, "_given", set())
    book = PortBook(tmp_path / "ports.json")
    ports = [book.kept("mongod"), any_free(), book.kept("rabbitmq"), any_free(), any_free(), book.kept("smtp")]
    assert len(set(ports)) == len(ports)
