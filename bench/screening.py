"""What screening costs: the rules in CPU time, and one patient from the database in queries.

    python -m bench.screening
    DATABASE_URL=postgres://... python -m bench.screening

Seconds depend on the machine, so each figure is also given as a ratio to something plain that is
measured in the same run. Nothing is judged and nothing is left in the database.
"""

import json
import os
import sys
from collections.abc import Callable
from time import process_time

from bench.charts import charts
from patients.rules import RULES, Facts, Policy, screen
from patients.rules.rule import Verdict

CHARTS = 1_000
REPEATS = 5
PATIENTS = 50


def main() -> int:
    measure_rules()
    if not os.environ.get("DATABASE_URL"):
        print("\nDATABASE_URL is not set: the part with a database is left out.")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    import django

    django.setup()
    from bench.database import measure_database

    measure_database(PATIENTS)
    return 0


def measure_rules() -> None:
    people, policy = charts(CHARTS), Policy()
    forget()
    first = seconds(lambda: screen_all(people, policy))
    again = best(lambda: screen_all(people, policy))
    calls = best(lambda: plain_calls(people))
    stored = best(lambda: [json.dumps(facts.to_json()) for facts in people])
    texts = [json.dumps(facts.to_json()) for facts in people]
    read = best(lambda: [Facts.from_json(json.loads(raw)) for raw in texts])
    answers = [outcome.verdict for facts in people for outcome in screen(facts, policy)]
    said = ", ".join(f"{answers.count(verdict)} {verdict.value}" for verdict in Verdict)

    print(f"{CHARTS} charts x {len(RULES)} rules, CPU seconds on one core; {said}")
    print(f"  rules, first time       {first:7.3f} s  {first / CHARTS * 1e3:6.3f} ms a chart")
    print(f"  rules, names seen once  {again:7.3f} s  {again / CHARTS * 1e3:6.3f} ms a chart")
    print(f"  {again / calls:5.1f} x as many empty calls ({calls:.3f} s)")
    print(f"  {again / stored:5.1f} x writing the same facts as JSON ({stored:.3f} s)")
    print(f"  {again / read:5.1f} x reading them back ({read:.3f} s)")


def screen_all(people: list[Facts], policy: Policy) -> None:
    for facts in people:
        screen(facts, policy)


def plain_calls(people: list[Facts]) -> None:
    """As many calls as there are rules and charts, of a function that does nothing."""
    for facts in people:
        for rule in RULES:
            nothing(rule, facts)


def nothing(*things: object) -> None:
    return None


def forget() -> None:
    """As in a process that has just started: no name was read before."""
    for name in [name for name in sys.modules if name.startswith("patients.rules.")]:
        for thing in vars(sys.modules[name]).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()


def seconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def best(work: Callable[[], object]) -> float:
    """The shortest of a few runs: what else the machine does only ever adds."""
    return min(seconds(work) for _ in range(REPEATS))


if __name__ == "__main__":
    sys.exit(main())
