"""Who came through an order link, as far as it may be kept, and when that looks like a leak (N9)."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

MOST_ENTRIES = 200
KEPT = timedelta(days=90)
_SAME_VISIT = timedelta(minutes=5)

_ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|preview|whatsapp|facebookexternalhit|facebot|telegram|slack|skype|embedly|vkshare|"
    r"safelinks|proofpoint|barracuda|mimecast|curl|wget|python-|headlesschrome",
    re.IGNORECASE,
)
_FAMILIES = (
    ("Edge", re.compile(r"\bEdg")),
    ("Opera", re.compile(r"\bOPR/|\bOpera")),
    ("Samsung Internet", re.compile(r"SamsungBrowser")),
    ("Firefox", re.compile(r"\b(Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(Chrome|CriOS|Chromium)/")),
    ("Safari", re.compile(r"\bSafari/")),
)
_SYSTEMS = (
    ("Android", re.compile(r"Android")),
    ("iOS", re.compile(r"iPhone|iPad|iPod")),
    ("Windows", re.compile(r"Windows")),
    ("macOS", re.compile(r"Macintosh|Mac OS X")),
    ("Linux", re.compile(r"Linux|X11")),
)


@dataclass(frozen=True, slots=True)
class Access:
    """A link of that generation was opened. `network` is the address without its last part (/24, or /48 of IPv6),
    `agent` the family of browser and system; a robot that fetches previews of links is no customer."""

    at: datetime
    generation: int
    network: str
    agent: str
    robot: bool


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """A link is suspected to have leaked when it was opened from more networks than that within that time."""

    networks: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class LeakAlarm:
    """The suspicion about one generation of a link: so many networks since then."""

    generation: int
    networks: int
    since: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class AccessLog:
    """The accesses of a link, the latest last; version 0 if there were none."""

    link_id: str
    version: int
    entries: tuple[Access, ...] = ()
    alarm: LeakAlarm | None = None

    def alarm_of(self, generation: int) -> LeakAlarm | None:
        """The suspicion, unless the link was rotated since."""
        return self.alarm if self.alarm is not None and self.alarm.generation == generation else None


def noted(log: AccessLog, access: Access, rule: AlarmRule) -> AccessLog | None:
    """The log with one more access, and with an alarm if this is the one too many; None if the same visitor came a
    moment ago. A generation raises one alarm."""
    recent = [each for each in log.entries if each.at > access.at - _SAME_VISIT]
    if any(replace(each, at=access.at) == access for each in recent):
        return None
    kept = tuple(each for each in log.entries if each.at > access.at - KEPT)
    entries = (*kept, access)[-MOST_ENTRIES:]
    alarm = log.alarm_of(access.generation) or _suspicion(entries, access, rule)
    return AccessLog(log.link_id, log.version + 1, entries, alarm)


def _suspicion(entries: tuple[Access, ...], access: Access, rule: AlarmRule) -> LeakAlarm | None:
    by_people = [
        each
        for each in entries
        if each.generation == access.generation and not each.robot and each.at > access.at - rule.within
    ]
    networks = {each.network for each in by_people}
    if len(networks) <= rule.networks:
        return None
    return LeakAlarm(access.generation, len(networks), min(each.at for each in by_people), access.at)


def network_of(address: str) -> str:
    """The network of an address, such as 203.0.113.0/24 or 2001:db8:1::/48."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return str(ip_network((known, 24 if known.version == 4 else 48), strict=False))


def agent_of(user_agent: str) -> str:
    """The family of browser and system, such as `Firefox, Android`; no versions."""
    if is_robot(user_agent):
        return "robot"
    browser = next((name for name, sign in _FAMILIES if sign.search(user_agent)), "other")
    system = next((name for name, sign in _SYSTEMS if sign.search(user_agent)), None)
    return f"{browser}, {system}" if system else browser


def is_robot(user_agent: str) -> bool:
    """Whether it looks at links for previews or safety; a program that says nothing of itself is one too."""
    return not user_agent or _ROBOT.search(user_agent) is not None
