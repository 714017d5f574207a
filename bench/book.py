"""What the book costs: finding times, booking one, the board of a full day, in two sizes of book.

    DATABASE_URL=postgres://... python -m bench.book

Makes two throw-away databases on that server, with 10,000 and with 1,000,000 visits, and drops
them again. Time of SQL is what the statements take with their way there and back; the shortest of
many runs counts, and the two sizes take turns, so that what else the machine does hits both.
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
ROUNDS = 30
NAME = "prolo_bench_book_{}"

Connection = Any  # one of Django's
Work = Callable[[], object]


def main() -> int:
    url = os.environ.get("DATABASE_URL")
    if not url:
        print("DATABASE_URL is not set: the book is measured with a database only.")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    with throw_away_databases(url) as names:
        import django

        django.setup()
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
    spent: dict[str, list[float]] = field(default_factory=dict)
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
            for words, work in pieces.items():
                # The first run meets cold caches and is not counted.
                run(book, words, work, count=nth > 0)
    report(books)


def run(book: Book, words: str, work: Work, *, count: bool) -> None:
    from django.db import transaction

    statements: list[tuple[float, str, Any]] = []

    def timed(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        began = perf_counter()
        result = execute(statement, params, many, context)
        statements.append((perf_counter() - began, statement, params))
        return result

    with transaction.atomic():
        with book.connection.execute_wrapper(timed):
            work()
        statements = [each for each in statements if not each[1].startswith(("SAVEP", "RELEASE"))]
        if count:
            book.spent.setdefault(words, []).append(sum(each[0] for each in statements))
            book.queries[words] = len(statements)
        if words not in book.plans:
            # Explaining runs it once more, which only a question stands.
            asked = [each for each in statements if each[1].lstrip().startswith("SELECT")]
            _, statement, params = max(asked, key=lambda each: each[0])
            book.plans[words] = explained(book.connection, statement, params)
        transaction.set_rollback(True)


def explained(connection: Connection, statement: str, params: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) {statement}", params)
        return "\n".join(row[0] for row in cursor.fetchall())


def report(books: list[Book]) -> None:
    small, large = books
    print(f"\nSQL in milliseconds, the shortest of {ROUNDS - 1} runs")
    print(f"  {'':<44} {small.size:>9,} {large.size:>9,}  ratio  queries")
    for words, spent in large.spent.items():
        least, most = min(small.spent[words]) * 1e3, min(spent) * 1e3
        print(
            f"  {words:<44} {least:>9.2f} {most:>9.2f} {most / least:>6.2f} "
            f"{large.queries[words]:>8}"
        )
    for words, plan in large.plans.items():
        print(f"\nThe longest statement of “{words}”, {large.size:,} visits\n\n{plan}")


if __name__ == "__main__":
    sys.exit(main())
