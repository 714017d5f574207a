"""What docs/security.md names exists, and what it says of our code in general is so."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "SECURITY.md", ROOT / "docs/security.md", *(ROOT / "docs/security").glob("*.md")]
FLOORS = ("staff", "patients", "treatments", "scheduling", "records", "clinic")
# What would take a text for a program, a statement or markup.
AS_CODE = re.compile(
    r"\b(eval|exec|mark_safe|extra|raw)\(|shell=True|os\.system|\bpickle\b|\|\s*safe(seq)?\b"
    r"|autoescape off"
)


def names_of_tests() -> set[str]:
    found = set()
    for path in (ROOT / "tests").rglob("*.py"):
        found |= {path.stem, *re.findall(r"def (test_\w+)", path.read_text())}
    return found


def test_what_the_security_pages_name_exists() -> None:
    tests = names_of_tests()
    wrong = []
    for page in PAGES:
        text = page.read_text()
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
        paths = re.findall(r"`([\w./-]+/(?:[\w.-]+\.\w+)?)`", text)
        wrong += [f"{page.name}: {link}" for link in links if not (page.parent / link).exists()]
        wrong += [f"{page.name}: {path}" for path in paths if not (ROOT / path).exists()]
        # With an ellipsis, a name is the beginning of one.
        for name, shortened in re.findall(r"\b(test_\w+)(…)?", text):
            known = any(test.startswith(name) for test in tests) if shortened else name in tests
            wrong += [] if known else [f"{page.name}: {name}"]
    assert not wrong, "\n".join(wrong)


def test_no_text_is_taken_for_code() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in our_sources()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if AS_CODE.search(line)
    ]
    assert not wrong, "\n".join(wrong)


def our_sources() -> Iterator[Path]:
    for floor in FLOORS:
        yield from (ROOT / floor).rglob("*.py")
    yield from (ROOT / "templates").rglob("*.html")
