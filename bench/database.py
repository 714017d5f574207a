"""The second part of `bench.screening`: patients of a database that is there (seed_demo fills one).

Everything happens in a transaction that is rolled back.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from patients.actions.screening import run_screening
from patients.facts import gather, gather_many
from patients.models import Patient
from patients.rules import Policy, screen
from staff import clock
from staff.models import User

Work = Callable[[Patient], object]


def measure_database(most: int) -> None:
    living = Patient.objects.current().filter(deceased_on=None)
    patients = list(living.order_by("-problems__id")[: 5 * most])
    patients = list({patient.pk: patient for patient in patients}.values())[:most]
    physician = User.objects.physicians().first()
    if not patients or physician is None:
        print("\nThe database holds no patient or no physician; `manage.py seed_demo` makes some.")
        return
    today, now, policy = clock.today(), clock.now(), Policy()

    def bare(patient: Patient) -> object:
        return Patient.objects.filter(pk=patient.pk).values_list("record_number").get()

    def judge(patient: Patient) -> object:
        return screen(gather(patient, today=today, answers={}), policy)

    def store(patient: Patient) -> object:
        return run_screening(
            patient=patient, kind="plan", by=physician, now=now, today=today, answers={}
        )

    plain = measure(bare, patients)[1]
    print(f"\n{len(patients)} patients of the database, wall seconds, the middle one")
    print(f"  a bare SELECT of one row          1 query    {plain * 1e3:7.2f} ms")
    for words, work in (("chart read and judged", judge), ("screening run and stored", store)):
        queries, spent = measure(work, patients)
        ratio = f"{spent / plain:5.1f} x the bare SELECT"
        print(f"  {words:<32} {queries:>3} queries {spent * 1e3:7.2f} ms  {ratio}")
    measure_batch(patients)


def measure(work: Work, patients: list[Patient]) -> tuple[str, float]:
    """Queries of one call, the same for each patient or "least-most", and its seconds."""
    counts, spent = set(), []
    for patient in patients:
        with transaction.atomic():
            with CaptureQueriesContext(connection) as captured:
                work(patient)
            counts.add(sum(is_query(query["sql"]) for query in captured.captured_queries))
            transaction.set_rollback(True)
        with transaction.atomic():
            began = perf_counter()
            work(patient)
            spent.append(perf_counter() - began)
            transaction.set_rollback(True)
    least, most = min(counts), max(counts)
    return (str(least) if least == most else f"{least}-{most}"), median(spent)


def is_query(sql: str) -> bool:
    return not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT"))


def measure_batch(patients: list[Patient]) -> None:
    with CaptureQueriesContext(connection) as captured:
        gather_many(patients, today=clock.today())
    print(f"  all {len(patients)} charts at once: {len(captured)} queries")
