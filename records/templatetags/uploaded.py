"""`{% load uploaded %}`: what the reading of a file brought, in words."""

import re
from datetime import date

from django import template

from patients.wording import partial_day

register = template.Library()

_ENTRY = re.compile(r"entry\[(\d+)\]")
_LINE = re.compile(r"^line (\d+)")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WRAPPINGS = frozenset({"Bundle", "resource", "entry", "line"})


@register.filter
def place_in_words(path: str) -> str:
    """`Bundle.entry[3].resource.birthDate` as "Entry 4, birth date"; the whole file without one."""
    if not path:
        return "The whole file"
    words = []
    if found := _LINE.search(path):
        words.append(f"line {found[1]}")
        path = path[found.end() :]
    if found := _ENTRY.search(path):
        words.append(f"entry {int(found[1]) + 1}")
    names = [name.partition("[")[0] for name in re.split(r"[.:\s]+", path)]
    words += [
        " ".join(part.lower() for part in _WORD.findall(name))
        for name in names
        if name and name not in _WRAPPINGS and not name.isdigit()
    ]
    return ", ".join(filter(None, words)).capitalize()


@register.filter
def birth_day(text: str) -> str:
    """`1968-04-12` as in the report of an upload, as `Fri 12 Apr 1968`."""
    try:
        return partial_day(date.fromisoformat(text), "day")
    except ValueError:
        return ""
