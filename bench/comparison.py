"""The floor, Vinculo and the naive design in one run, alternating; medians. Latency, idling and memory of Vinculo."""

import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console

from bench import pipeline
from bench.cpu import trees
from bench.system import Running, Sink, bare_servers, running
from devstack.servers import Mongod, RabbitMq

ROUNDS = 5
ORDERS = 3000
console = Console(stderr=True)


async def run(folder: Path) -> dict[str, Any]:
    """Medians, their ratios and every single run; milliseconds from an order to its decision and mail."""
    with running(folder / "system") as system, bare_servers(folder / "bare") as (mongod, rabbitmq, sink):
        console.print(f"system ready after {system.ready_seconds:.1f} s")
        return await _measure(system, mongod, rabbitmq, sink)


async def _measure(system: Running, mongod: Mongod, rabbitmq: RabbitMq, sink: Sink) -> dict[str, Any]:
    company = await pipeline.prepare(system, ORDERS, ROUNDS + 1)
    console.print("idle ...")
    idle = await pipeline.idle(system)
    console.print("a lone order ...")
    lone = asdict(await pipeline.lone(system, company, 60))
    console.print("warming up ...")
    await pipeline.throughput(system, pipeline.usual(company, ORDERS))
    _bare("floor", mongod, rabbitmq, sink, ORDERS)
    runs: dict[str, list[dict[str, Any]]] = {"floor": [], "pipeline": [], "mixed": [], "naive": []}
    for number in range(ROUNDS):
        console.print(f"round {number + 1} of {ROUNDS} ...")
        runs["floor"].append(_bare("floor", mongod, rabbitmq, sink, ORDERS))
        runs["pipeline"].append(asdict(await pipeline.throughput(system, pipeline.usual(company, ORDERS))))
        runs["mixed"].append(asdict(await pipeline.throughput(system, pipeline.mixed(company, ORDERS, number))))
        runs["naive"].append(_bare("naive", mongod, rabbitmq, sink, ORDERS // 5))
    medians = {name: _medians(each) for name, each in runs.items()}
    third = medians["pipeline"]["mailed_per_second"] / 3
    console.print(f"at a third of the maximum, {third:.0f} orders/s ...")
    latency = asdict(await pipeline.latency(system, company, third, max(500, int(third * 10))))
    return {
        "rounds": ROUNDS,
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
