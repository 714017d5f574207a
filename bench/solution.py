"""What preparing a solution costs: CPU time of the arithmetic, the cautions and the dose.

    python -m bench.solution

Seconds depend on the machine, so each figure is also given as a ratio to the same volumes worked
out by hand: two multiplications, two divisions and a difference in decimals. Nothing is judged.
"""

import sys
from decimal import Decimal
from random import Random

from bench.screening import best
from patients.rules import Policy
from treatments.dosing import day_of, doses_in
from treatments.mix_cautions import Site, mix_cautions
from treatments.solution import Prepared, SolutionError, Stock, Wanted, prepare

NUMBER = 1_000
SEED = 20261121

DEXTROSE = Stock(name="Dextrose 50 %", strengths={"dextrose": Decimal(50)})
WEAK = Stock(name="Lidocaine 1 %", strengths={"lidocaine": Decimal(1)})
STRONG = Stock(name="Lidocaine 2 %", strengths={"lidocaine": Decimal(2)})
KNEE = (Site(region="knee", route="extra_articular"),)

Request = tuple[Decimal, Decimal, Decimal]


def main() -> int:
    chance = Random(SEED)
    feasible = [
        (
            Decimal(chance.randint(40, 200)) / 10,
            Decimal(chance.randint(50, 100)) / 4,
            Decimal("0.2"),
        )
        for _ in range(NUMBER)
    ]
    impossible = [(total, Decimal(25), Decimal(1)) for total, _, _ in feasible]
    prepared = [made(request) for request in feasible]

    by_hand = best(lambda: [hand(request) for request in feasible])
    rows = {
        "volumes, drawn and checked": best(lambda: [made(request) for request in feasible]),
        "refused, with offers tried": best(lambda: [refused(request) for request in impossible]),
        "cautions": best(lambda: [mix_cautions(one.mix, sites=KNEE) for one in prepared]),
        "dose of the day": best(lambda: [dose(one) for one in prepared]),
    }
    print(f"{NUMBER} solutions, CPU seconds on one core; by hand {by_hand:.4f} s")
    for name, took in rows.items():
        each = took / NUMBER * 1e3
        print(f"  {name:28} {took:7.3f} s  {each:6.3f} ms each  {took / by_hand:6.1f} x by hand")
    return 0


def wanted(request: Request) -> list[Wanted]:
    _, dextrose, lidocaine = request
    return [
        Wanted(component="dextrose", pct=dextrose, stock=DEXTROSE),
        Wanted(component="lidocaine", pct=lidocaine, stock=WEAK),
    ]


def made(request: Request) -> Prepared:
    return prepare(total_ml=request[0], wanted=wanted(request))


def refused(request: Request) -> str:
    try:
        made_of = prepare(total_ml=request[0], wanted=wanted(request), shelf=(WEAK, STRONG))
    except SolutionError as error:
        return error.offer
    raise AssertionError(f"{made_of} should not have been made")


def dose(prepared: Prepared) -> Decimal:
    doses = doses_in(prepared.mix, injected_ml=prepared.mix.total_ml, where="mix A")
    return day_of(doses, weight_kg=Decimal(70), policy=Policy(), reduced=False).used


def hand(request: Request) -> Decimal:
    total, dextrose, lidocaine = request
    return total - total * dextrose / 50 - total * lidocaine / 1


if __name__ == "__main__":
    sys.exit(main())
