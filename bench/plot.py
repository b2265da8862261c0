"""The picture of a run: CPU an order by process beside the floor and the naive design, and the latencies."""

from pathlib import Path
from statistics import median
from typing import Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot


def draw(results: dict[str, Any], file: Path) -> None:
    """Writes the plot as SVG."""
    mpl.rcParams["svg.hashsalt"] = "vinculo"
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.2))
    names = {"floor": "floor", "pipeline": "Vinculo", "naive": "naive"}
    for at, what in enumerate(names):
        bottom = 0.0
        for number, (process, value) in enumerate(_by_process(results["runs"][what]).items()):
            left.bar(at, value, bottom=bottom, color=pyplot.cm.tab20(number), width=0.6)
            if value > 0.25:
                left.text(at, bottom + value / 2, f"{process} {value:.2f}", ha="center", va="center", fontsize=7)
            bottom += value
        left.text(at, bottom, f"{bottom:.2f} ms", ha="center", va="bottom", fontweight="bold")
    left.set_xticks(range(3), list(names.values()))
    left.set_yscale("symlog", linthresh=4)
    left.set_ylabel("CPU ms an order, all processes")
    speeds = [results["medians"][what]["mailed_per_second"] for what in names]
    bars = right.barh(list(names.values()), speeds, color=["#9aa5b1", "#1f6feb", "#d0843f"])
    right.bar_label(bars, fmt="%.0f", padding=3)
    right.set_xlabel("orders a second, through to the mail")
    right.invert_yaxis()
    for axis in (left, right):
        axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)


def _by_process(runs: list[dict[str, Any]]) -> dict[str, float]:
    names = runs[0]["cpu_ms_by_process"]
    return {name: median(run["cpu_ms_by_process"][name] for run in runs) for name in names}
