"""`make bench`: the floor, Vinculo and the naive design in one run, alternating; medians.

Prints the ratios, writes bench/results.json and docs/bench.svg.
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console

from bench import assignment, customers, pipeline, plot, portfolio, shop, simulation
from bench.cpu import trees
from bench.system import Running, Sink, bare_servers, running
from devstack.servers import Mongod, RabbitMq

HERE = Path(__file__).parent
WITHOUT_A_SYSTEM: dict[str, Callable[[Path], Coroutine[Any, Any, dict[str, Any]]]] = {
    "assignment": assignment.run,
    "customers": customers.run,
    "portfolio": portfolio.run,
    "shop": shop.run,
    "simulation": simulation.run,
}
"""Benches that bring what they need: by name, from an empty folder to figures."""
console = Console()


def main() -> None:
    """Runs everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--orders", type=int, default=3000)
    parser.add_argument("--only", choices=["pipeline", *WITHOUT_A_SYSTEM], help="one bench alone")
    arguments = parser.parse_args()
    if arguments.only in WITHOUT_A_SYSTEM:
        with tempfile.TemporaryDirectory(prefix="vinculo-bench-") as folder:
            console.print_json(data=asyncio.run(WITHOUT_A_SYSTEM[arguments.only](Path(folder))))
        return
    with tempfile.TemporaryDirectory(prefix="vinculo-bench-") as folder, running(Path(folder) / "system") as system:
        console.print(f"system ready after {system.ready_seconds:.1f} s")
        if arguments.only:
            results = asyncio.run(_pipeline_only(system, arguments.orders, arguments.rounds))
            console.print_json(data=results)
            return
        with bare_servers(Path(folder) / "bare") as (mongod, rabbitmq, sink):
            results = asyncio.run(_all(system, mongod, rabbitmq, sink, arguments.orders, arguments.rounds))
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    plot.draw(results, HERE.parent / "docs" / "bench.svg")
    _report(results)


async def _pipeline_only(system: Running, count: int, rounds: int) -> dict[str, Any]:
    company = await pipeline.prepare(system, count, rounds + 1)
    await pipeline.throughput(system, pipeline.usual(company, count))
    runs = [asdict(await pipeline.throughput(system, pipeline.usual(company, count))) for _ in range(rounds)]
    mixed = [asdict(await pipeline.throughput(system, pipeline.mixed(company, count, n))) for n in range(rounds)]
    lone = asdict(await pipeline.lone(system, company, 40))
    return {"pipeline": runs, "mixed": mixed, "lone": lone, "memory": pipeline.memory(system)}


async def _all(
    system: Running, mongod: Mongod, rabbitmq: RabbitMq, sink: Sink, count: int, rounds: int
) -> dict[str, Any]:
    company = await pipeline.prepare(system, count, rounds + 1)
    console.print("idle ...")
    idle = await pipeline.idle(system)
    console.print("a lone order ...")
    lone = asdict(await pipeline.lone(system, company, 60))
    console.print("warming up ...")
    await pipeline.throughput(system, pipeline.usual(company, count))
    _bare("floor", mongod, rabbitmq, sink, count)
    runs: dict[str, list[dict[str, Any]]] = {"floor": [], "pipeline": [], "mixed": [], "naive": []}
    for number in range(rounds):
        console.print(f"round {number + 1} of {rounds} ...")
        runs["floor"].append(_bare("floor", mongod, rabbitmq, sink, count))
        runs["pipeline"].append(asdict(await pipeline.throughput(system, pipeline.usual(company, count))))
        runs["mixed"].append(asdict(await pipeline.throughput(system, pipeline.mixed(company, count, number))))
        runs["naive"].append(_bare("naive", mongod, rabbitmq, sink, min(count, 600)))
    medians = {name: _medians(each) for name, each in runs.items()}
    third = medians["pipeline"]["mailed_per_second"] / 3
    console.print(f"at a third of the maximum, {third:.0f} orders/s ...")
    latency = asdict(await pipeline.latency(system, company, third, max(500, int(third * 10))))
    return {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        "rounds": rounds,
        "concurrency": pipeline.CONCURRENCY,
        "medians": medians,
        "ratios": {
            "cpu_pipeline_to_floor": round(
                medians["pipeline"]["cpu_ms_per_order"] / medians["floor"]["cpu_ms_per_order"], 2
            ),
            "speed_pipeline_to_naive": round(
                medians["pipeline"]["mailed_per_second"] / medians["naive"]["mailed_per_second"], 2
            ),
        },
        "lone_order_ms": lone,
        "at_a_third_of_the_maximum_ms": latency,
        "idle_percent_of_a_core": idle,
        "memory_mb": pipeline.memory(system),
        "ready_seconds": round(system.ready_seconds, 1),
        "runs": runs,
    }


def _bare(what: str, mongod: Mongod, rabbitmq: RabbitMq, sink: Sink, count: int) -> dict[str, Any]:
    """One run of the floor or the naive design in a process of its own; CPU of it and its two servers."""
    assert mongod.process is not None
    assert rabbitmq.process is not None
    servers = {"mongod": mongod.process.pid, "rabbitmq": rabbitmq.process.pid}
    own_before = os.times()
    before = trees(servers)
    command = [sys.executable, "-m", f"bench.{what}", mongod.uri, rabbitmq.uri, str(sink.port), str(count)]
    seconds = float(
        subprocess.run([*command, str(pipeline.CONCURRENCY)], check=True, capture_output=True, text=True).stdout
    )
    own = os.times()
    spent = {name: used - before[name] for name, used in trees(servers).items()}
    spent["process"] = own.children_user + own.children_system - own_before.children_user - own_before.children_system
    sink.take(count, 5)
    return {
        "orders": count,
        "mailed_per_second": count / seconds,
        "cpu_ms_per_order": round(sum(spent.values()) / count * 1000, 3),
        "cpu_ms_by_process": {name: round(value / count * 1000, 3) for name, value in spent.items()},
    }


def _medians(runs: list[dict[str, Any]]) -> dict[str, float]:
    names = [name for name, value in runs[0].items() if isinstance(value, int | float)]
    return {name: round(median(run[name] for run in runs), 3) for name in names}


def _report(results: dict[str, Any]) -> None:
    console.print_json(data={name: value for name, value in results.items() if name != "runs"})


if __name__ == "__main__":
    main()
