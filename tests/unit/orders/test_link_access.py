"""Who opened a link, and when that looks like a leak."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.domain.link_access import (
    KEPT,
    MOST_ENTRIES,
    Access,
    AccessLog,
    AlarmRule,
    agent_of,
    is_robot,
    network_of,
    noted,
)

pytestmark = pytest.mark.req("N9")

START = datetime(2026, 11, 1, tzinfo=UTC)
RULE = AlarmRule(3, timedelta(hours=24))
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


def access(network: int, minutes: int = 0, *, robot: bool = False, generation: int = 1) -> Access:
    return Access(START + timedelta(minutes=minutes), generation, f"203.0.{network}.0/24", "Chrome", robot)


def after(*accesses: Access) -> AccessLog:
    log = AccessLog("link", 0)
    for each in accesses:
        log = noted(log, each, RULE) or log
    return log


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", "unknown"),
        ("evil\r\n", "unknown"),
    ],
)
def test_an_address_is_kept_without_its_last_part(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("user_agent", "family"),
    [
        (ANDROID, "Chrome, Android"),
        (SAFARI, "Safari, iOS"),
        (EDGE, "Edge, Windows"),
        ("WhatsApp/2.23.20 A", "robot"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "robot"),
        ("facebookexternalhit/1.1", "robot"),
        ("TelegramBot (like TwitterBot)", "robot"),
        ("", "robot"),
        ("Something new", "other"),
    ],
)
def test_of_a_browser_only_the_family_is_kept(user_agent: str, family: str) -> None:
    assert agent_of(user_agent) == family
    assert is_robot(user_agent) is (family == "robot")


def test_one_network_too_many_raises_one_alarm() -> None:
    assert after(*(access(n, n) for n in range(3))).alarm is None
    suspected = after(*(access(n, n) for n in range(6))).alarm
    assert suspected is not None
    assert (suspected.networks, suspected.since, suspected.at) == (4, START, START + timedelta(minutes=3))


def test_networks_over_a_long_time_are_a_travelling_customer() -> None:
    assert after(*(access(n, n * 12 * 60) for n in range(9))).alarm is None


def test_robots_raise_no_alarm() -> None:
    assert after(*(access(n, n, robot=True) for n in range(9))).alarm is None


def test_a_rotated_link_is_not_suspected_for_what_its_old_token_did() -> None:
    log = after(*(access(n, n) for n in range(6)))
    assert log.alarm_of(1) is not None
    assert log.alarm_of(2) is None
    renewed = noted(log, access(7, 7, generation=2), RULE)
    assert renewed is not None
    assert renewed.alarm is None


def test_who_comes_again_at_once_is_noted_once() -> None:
    log = after(access(1, 0), access(1, 4), access(2, 4), access(1, 6))
    assert [each.at.minute for each in log.entries] == [0, 4, 6]
    assert log.version == 3


def test_the_log_is_bounded_and_forgets() -> None:
    log = after(*(access(1, n * 10) for n in range(MOST_ENTRIES + 50)))
    assert len(log.entries) == MOST_ENTRIES
    late = replace(access(2), at=log.entries[-1].at + KEPT)
    forgotten = noted(log, late, RULE)
    assert forgotten is not None
    assert forgotten.entries == (late,)
