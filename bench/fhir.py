"""How quickly FHIR bundles come in, and how much memory a large one takes.

    DATABASE_URL=postgres://... python -m bench.fhir [--bundles 100] [--megabytes 50]

One bundle of half a megabyte is made into many, about different people; all are imported through
what the command calls, in one transaction that is rolled back. The large file holds many of them
in one bundle and is read by `manage.py import_fhir --dry-run` in a process of its own. Nothing is
left in the database. Wants a migrated one.
"""

import argparse
import gzip
import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tests" / "records" / "fhir" / "data" / "luis_miguel_delarosa.json.gz"

_UUID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundles", type=int, default=100)
    parser.add_argument("--megabytes", type=int, default=50)
    asked = parser.parse_args()
    if not os.environ.get("DATABASE_URL"):
        print("DATABASE_URL is not set: nothing is measured.")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    import django

    django.setup()
    measure_bundles(asked.bundles)
    measure_large(asked.megabytes)
    return 0


def copies() -> Iterator[dict[str, Any]]:
    """The sample again and again, each about somebody else."""
    text = gzip.decompress(SAMPLE.read_bytes()).decode()
    number = 0
    while True:
        number += 1
        copy = json.loads(_UUID.sub(rf"{number:08x}\1", text))
        for entry in copy["entry"]:
            if entry["resource"]["resourceType"] == "Patient":
                make_another(entry["resource"], number)
        yield copy


def make_another(patient: dict[str, Any], number: int) -> None:
    for identifier in patient["identifier"]:
        identifier["value"] = f"{number}-{identifier['value']}"
    patient["birthDate"] = f"{1930 + number % 70}-{1 + number % 12:02}-{1 + number % 28:02}"
    for name in patient["name"]:
        name["family"] = "".join(chr(ord("a") + (number * step) % 26) for step in (1, 3, 7, 11, 17))


def measure_bundles(how_many: int) -> None:
    from django.db import transaction

    from records.fhir.intake import import_file
    from records.fhir.received import receive
    from staff import clock
    from staff.actions import server_account

    made = copies()
    files = [json.dumps(next(made), separators=(",", ":")).encode() for _ in range(how_many + 1)]
    size = sum(map(len, files[1:])) / how_many / 1e6
    with transaction.atomic():
        by = server_account()

        def take(content: bytes) -> Any:
            file = receive(BytesIO(content), "bench.json")
            return import_file(file, by=by, now=clock.now(), today=clock.today())

        take(files[0])  # tables of codes and statements are prepared once
        wall, cpu = perf_counter(), process_time()
        results = [take(content) for content in files[1:]]
        wall, cpu = perf_counter() - wall, process_time() - cpu
        transaction.set_rollback(True)
    entries = sum(result.total.added for result in results)
    wrong = [result.state for result in results if result.state != "imported"]
    print(f"{how_many} bundles of {size:.2f} MB, {entries} entries; not imported: {len(wrong)}")
    plain = process_time()
    for content in files[1:]:
        json.loads(content)
    plain = process_time() - plain
    print(f"  wall  {wall:6.2f} s  {how_many / wall:5.1f} bundles a second")
    print(f"  ours  {cpu:6.2f} s  {how_many / cpu:5.1f} a second without the database's own work")
    print(f"  {cpu / plain:5.1f} x reading the same bytes as JSON ({plain:.2f} s)")


def measure_large(megabytes: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "large.json"
        write_large(path, megabytes)
        command = [sys.executable, "manage.py", "import_fhir", "--dry-run", str(path)]
        began = perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        wall = perf_counter() - began
        size = path.stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nOne file of {size:.1f} MB: {wall:.1f} s, at most {peak:.0f} MB of memory")
    print(f"  {(done.stdout + done.stderr).strip().splitlines()[-1]}")


def write_large(path: Path, megabytes: int) -> None:
    with path.open("w") as file:
        file.write('{"resourceType":"Bundle","type":"collection","entry":[')
        for place, copy in enumerate(copies()):
            if file.tell() > megabytes * 1e6:
                break
            entries = [json.dumps(entry, separators=(",", ":")) for entry in copy["entry"]]
            file.write(("," if place else "") + ",".join(entries))
        file.write("]}")


if __name__ == "__main__":
    sys.exit(main())
