"""What a page costs in Postgres: blocks that its statements look at, and milliseconds.

Blocks are the same on every machine and at every hour; milliseconds are not.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection

from bench.statements import TYPES, Statement, numbered, statements

RUNS = 3
BLOCK_KB = 8


@dataclass(frozen=True, slots=True)
class Cost:
    """Of all statements of one page; planned and run, the shortest of some runs of each."""

    page: str
    blocks: int
    ms: float
    queries: int


def cost_of(page: str, work: Callable[[], object]) -> Cost:
    with statements(connection) as asked:
        work()
    runs = [[_explained(statement) for _ in range(RUNS)] for statement in asked]
    return Cost(
        page,
        sum(min(blocks for blocks, _ in run) for run in runs),
        sum(min(ms for _, ms in run) for run in runs),
        len(asked),
    )


def _explained(statement: Statement) -> tuple[int, float]:
    """Runs it again; what is planned once for each connection on one that asked it before."""
    options = "ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON"
    with connection.cursor() as cursor:
        if statement.is_prepared:
            text, params = numbered(statement)
            types = ", ".join(TYPES.get(type(value), "unknown") for value in params)
            execute = f"EXECUTE measured ({', '.join(['%s'] * len(params))})"
            cursor.execute(f"PREPARE measured ({types}) AS {text}")
            cursor.execute(execute, params)
            cursor.execute(f"EXPLAIN ({options}) {execute}", params)
        else:
            cursor.execute(f"EXPLAIN ({options}) {statement.text}", statement.params)
        (answer,) = cursor.fetchone()
        if statement.is_prepared:
            cursor.execute("DEALLOCATE measured")
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]
    run: dict[str, Any] = plan["Plan"]
    kinds = ("Shared Hit", "Shared Read", "Temp Read", "Temp Written")
    blocks = sum(run.get(f"{kind} Blocks", 0) for kind in kinds)
    return blocks, float(plan["Planning Time"] + plan["Execution Time"])


def report(title: str, costs: Iterable[Cost], limit_ms: float, worst: int = 5) -> None:
    """The middle and the worst of them, by blocks, and those above the limit by time."""
    found = sorted(costs, key=lambda cost: cost.blocks)
    over = [cost for cost in found if cost.ms > limit_ms]
    times = [cost.ms for cost in found]
    print(f"\n{title}: {len(found)} pages")
    print(
        f"  half within {found[len(found) // 2].blocks:,} blocks of {BLOCK_KB} kB and "
        f"{median(times):.2f} ms; the most {found[-1].blocks:,} blocks, {max(times):.2f} ms"
    )
    print(f"  {len(over)} above {limit_ms:.0f} ms")
    shown = {
        cost.page: cost for cost in [*found[-worst:], *sorted(over, key=lambda c: -c.ms)[:worst]]
    }
    for cost in sorted(shown.values(), key=lambda cost: -cost.blocks):
        print(f"  {cost.blocks:8,} blocks {cost.ms:8.2f} ms {cost.queries:2} q  {cost.page}")
