"""`make bench`: what Vinculo's speed is judged by, each bench as ratios side by side in one run.

Prints the figures and writes them to bench/results.json, each bench its own part; draws docs/bench.svg.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import uvloop
from rich.console import Console

from bench import assignment, comparison, customers, plot, portfolio, shop, simulation

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
BENCHES: dict[str, Callable[[Path], Coroutine[Any, Any, dict[str, Any]]]] = {
    "pipeline": comparison.run,
    "shop": shop.run,
    "customers": customers.run,
    "assignment": assignment.run,
    "portfolio": portfolio.run,
    "simulation": simulation.run,
}
"""By name, from an empty folder to figures."""
console = Console()


def main() -> None:
    """Runs everything, or one bench; what the others found before stays."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=BENCHES, help="one bench alone")
    only = parser.parse_args().only
    results = json.loads(RESULTS.read_text())
    for name in [only] if only else BENCHES:
        console.rule(name)
        with (
            tempfile.TemporaryDirectory(prefix="vinculo-bench-") as folder,
            # The load generator shares the cores with what it measures.
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            figures = runner.run(BENCHES[name](Path(folder)))
        console.print_json(data={key: value for key, value in figures.items() if key != "runs"})
        results[name] = {"machine": _machine(), **figures}
        RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    plot.draw(results["pipeline"], HERE.parent / "docs" / "bench.svg")


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}


if __name__ == "__main__":
    main()
