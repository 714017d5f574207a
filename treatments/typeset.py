"""Sets a sheet with typst: a layout of `treatments/sheets/` and what goes into it.

What people typed is handed over as JSON and stays text; none of it is read as markup. Only the
fonts of the typst wheel are used, so that a sheet looks the same on every machine.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

SHEETS = Path(__file__).resolve().parent / "sheets"


def typeset(
    sheet: str,
    content: Mapping[str, Any],
    *,
    folder: Path = SHEETS,
    format: Literal["pdf", "png"] = "pdf",
) -> bytes:
    """One document. A PNG is for looking at a sheet of one page."""
    made = typst.compile(
        folder / f"{sheet}.typ",
        root=folder,
        format=format,
        sys_inputs={"content": json.dumps(content)},
        font_paths=[],
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes), "one document was asked for"
    return made
