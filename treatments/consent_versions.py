"""The words of every consent that can have been signed, each version as it was.

`consent_text` says what is told today; `data/consent/<version>.toml` keeps what was told then. A
file is added with each new version and never changed.
"""

from collections.abc import Mapping
from functools import cache

from treatments.datafiles import DATA, load


def versions() -> list[str]:
    return sorted(file.stem for file in (DATA / "consent").glob("*.toml"))


@cache
def words_of(version: str) -> Mapping[str, str]:
    """Wording by code; empty for a version that this clinic never had."""
    if version not in versions():
        return {}
    return {str(code): str(words) for code, words in load(f"consent/{version}")["words"].items()}


def wording_of(version: str, code: str) -> str:
    """What the patient read under that code; the code itself where nobody knows any more."""
    return words_of(version).get(code, code)
