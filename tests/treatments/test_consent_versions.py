import hashlib

from treatments import consent_text, consent_versions

# The words that were signed are never changed: what is new is a new version with a file of its own.
SIGNED = {
    "2026-1": "b6d96f5c28de1637",
    "2026-2": "e6e69f4a71a43d34",
}


def digest(version: str) -> str:
    words = "\n".join(f"{code}: {words}" for code, words in words_of(version).items())
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def words_of(version: str) -> dict[str, str]:
    return dict(consent_versions.words_of(version))


def test_what_was_signed_stays_word_for_word():
    assert {version: digest(version) for version in consent_versions.versions()} == SIGNED


def test_the_text_of_today_is_kept_under_its_version():
    """Else add data/consent/<the next version>.toml with `consent_text.wording()`."""
    assert words_of(consent_text.CONSENT_VERSION) == consent_text.wording()


def test_an_old_version_says_what_it_said():
    assert consent_versions.wording_of("2026-1", "bruising") == "A bruise."
    assert consent_versions.wording_of("2026-1", "question") == "question"
    assert consent_versions.wording_of("../../etc", "bruising") == "bruising"
