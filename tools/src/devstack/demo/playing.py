"""Plays the story on a running system and keeps what came of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from rich.console import Console

from devstack.demo.company import LoadFailed
from devstack.demo.stage import Moment, Stage, StepFailed
from devstack.demo.story import STORY, Play
from devstack.demo.telling import Teller
from devstack.importer.client import Stopped
from devstack.signing_in import SignInFailed

_FAILURES = (StepFailed, LoadFailed, Stopped, SignInFailed, httpx2.HTTPError)


@dataclass(frozen=True, slots=True)
class StepReport:
    """How a step went."""

    name: str
    ok: bool
    ms: float
    detail: str


@dataclass
class Report:
    """`.vinculo/demo.json`."""

    steps: list[StepReport] = field(default_factory=list)
    urls: dict[str, Any] = field(default_factory=dict)
    timeline: list[Moment] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether every step went as it should."""
        return all(step.ok for step in self.steps)

    def write(self, file: Path) -> None:
        """For programs; the order link in it is a key, so it is for the owner alone."""
        file.touch(0o600)
        file.write_text(json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


async def play_story(urls: Mapping[str, Any], console: Console, teller: Teller) -> Report:
    """All steps; once one has failed, the others are told as not played."""
    report = Report()
    async with Stage(urls) as stage:
        play = Play(stage, console)
        for number, (name, step) in enumerate(STORY.items(), start=1):
            if not report.is_good:
                report.steps.append(StepReport(name, False, 0, "not played"))
                continue
            seen = len(stage.moments)
            try:
                outcome = await step(play)
            except _FAILURES as failure:
                reason = str(failure) or type(failure).__name__
                report.steps.append(StepReport(name, False, 0, reason))
                teller.failed(number, name, reason, stage.moments[seen:])
                continue
            told = [outcome.detail, outcome.why, f"trace {outcome.trace}" if outcome.trace else ""]
            report.steps.append(StepReport(name, True, round(outcome.ms, 1), " · ".join(filter(None, told))))
            teller.step(number, name, outcome, stage.moments[seen:])
        report.timeline = sorted(stage.moments, key=lambda moment: moment.at_ms)
        report.urls = {**urls, "order_link": play.order_link}
    return report
