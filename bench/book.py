"""What the book costs: finding times, booking one, the board of a full day, in two sizes of book.

    DATABASE_URL=postgres://... python -m bench.book

Makes two throw-away databases on that server, with 10,000 and with 1,000,000 visits, and drops
them again. "In all" is what the statements take with their way there and back and what Django adds,
"in Postgres" what it says itself that it planned and ran, of what is planned once for each
connection (`staff.prepared`) on a connection that has asked it before. The shortest of many runs
counts, and the two sizes take turns, so that what else the machine does hits both. The COMMIT is in
neither. It is always the same morning.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import psycopg
from psycopg import sql

SIZES = (10_000, 1_000_000)
ROUNDS = 40
WARM = 10
NAME = "prolo_bench_book_{}"

Connection = Any  # one of Django's
Work = Callable[[], object]


def main() -> int:
    url = os.environ.get("DATABASE_URL")
    if not url:
        print("DATABASE_URL is not set: the book is measured with a database only.")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    os.environ |= {"PROLO_DEMO": "1", "PROLO_CLOCK": "2026-11-20T07:00", "PROLO_DEBUG": ""}
    with throw_away_databases(url) as names:
        import django

        django.setup()
        from clinic.assets import collect_static

        collect_static()
        books = [open_book(name, size) for name, size in zip(names, SIZES, strict=True)]
        measure(books)
        for book in books:
            book.connection.close()
    return 0


@contextmanager
def throw_away_databases(url: str) -> Iterator[list[str]]:
    """One that is migrated, the other a copy of it."""
    names = [NAME.format(size) for size in SIZES]
    with psycopg.connect(url, autocommit=True) as server:
        drop(server, names)
        try:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(names[0])))
            migrate(url.rsplit("/", 1)[0] + "/" + names[0])
            for name in names[1:]:
                copied = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
                server.execute(copied.format(sql.Identifier(name), sql.Identifier(names[0])))
            yield names
        finally:
            drop(server, names)


def drop(server: psycopg.Connection[Any], names: list[str]) -> None:
    for name in names:
        gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        server.execute(gone.format(sql.Identifier(name)))


def migrate(url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=True)


@dataclass(slots=True)
class Book:
    """A loaded database, and what each piece of work took in it."""

    size: int
    connection: Connection
    in_all: dict[str, list[float]] = field(default_factory=dict)
    in_postgres: dict[str, list[float]] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)


def open_book(name: str, size: int) -> Book:
    from django.db import connections

    from bench.book_load import load

    connection = connections.create_connection("default")
    connection.settings_dict = connection.settings_dict | {"NAME": name}
    book = Book(size, connection)
    use(book)
    began = perf_counter()
    with connection.cursor() as cursor:
        load(cursor, size)
    print(f"{size:>9,} visits loaded in {perf_counter() - began:.0f} s", flush=True)
    return book


def use(book: Book) -> None:
    from django.db import connections

    connections["default"] = book.connection


def measure(books: list[Book]) -> None:
    from bench.book_work import works

    works_of = []
    for book in books:
        use(book)
        works_of.append(works())
    for nth in range(ROUNDS):
        for book, pieces in zip(books, works_of, strict=True):
            use(book)
            for words, prepare in pieces.items():
                # The first runs meet cold caches and plan; they are not counted.
                run(book, words, prepare(), count=nth >= WARM)
    # By themselves: taking back what was tried forgets what was prepared.
    for _ in range(WARM):
        for book, pieces in zip(books, works_of, strict=True):
            use(book)
            for words, prepare in pieces.items():
                explain(book, words, prepare())
    report(books)


def run(book: Book, words: str, work: Work, *, count: bool) -> None:
    from bench.statements import statements

    with statements(book.connection) as found:
        work()
    if count:
        book.in_all.setdefault(words, []).append(sum(each.took for each in found))
        book.queries[words] = len(found)


def explain(book: Book, words: str, work: Work) -> None:
    """Runs the work and then each of its statements again, explained; nothing of it is kept."""
    from django.db import transaction

    from bench.statements import explained, statements

    with transaction.atomic():
        with statements(book.connection) as found:
            work()
        transaction.set_rollback(True)
    with transaction.atomic():
        plans = [explained(book.connection, each) for each in found]
        transaction.set_rollback(True)
    book.in_postgres.setdefault(words, []).append(sum(took for took, _ in plans))
    book.plans[words] = max(plans)[1]


def report(books: list[Book]) -> None:
    small, large = books
    print("\nSQL in milliseconds, the shortest of many runs")
    print(f"  {'':<44} {'in Postgres':^27}  {'in all':^27}")
    sizes = f"{small.size:>9,} {large.size:>9,}  ratio"
    print(f"  {'':<44} {sizes}  {sizes}  queries")
    for words, number in large.queries.items():
        figures = "  ".join(
            f"{least:>9.2f} {most:>9.2f} {most / least:>6.2f}"
            for least, most in (
                (min(small.in_postgres[words]), min(large.in_postgres[words])),
                (min(small.in_all[words]), min(large.in_all[words])),
            )
        )
        print(f"  {words:<44} {figures} {number:>8}")
    for words, plan in large.plans.items():
        print(f"\nThe longest statement of “{words}”, {large.size:,} visits\n\n{plan}")


if __name__ == "__main__":
    sys.exit(main())
