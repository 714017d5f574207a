"""Specialists' letters: the advice that clears a relative rule, or that keeps it firing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from patients.rules.facts import Facts, SpecialistNoteFact
from patients.rules.policy import Policy
from patients.rules.rule import Judgement, Verdict, clear, fires
from patients.rules.text import day, short

# How a sentence names each kind of letter.
LETTERS = {
    "bleeding": "Hematology letter",
    "immune": "Letter of the treating specialist",
    "rheumatology": "Rheumatology letter",
    "oncology": "Oncology letter",
    "surgery": "Letter of the surgeon",
    "antibiotic_cover": "Letter on antibiotic cover",
}


def advised(
    judgement: Judgement,
    facts: Facts,
    policy: Policy,
    kind: str,
    *,
    since: Iterable[date | None] = (),
    even_if_clear: bool = True,
) -> Judgement:
    """What the rule says once the newest letter of this kind is read.

    A letter that agrees clears what is open, unless it is too old or older than one of the dates
    `since` (onset of the problem, start of the medicine). One that advises against makes the rule
    fire; where the rule is clear anyway only if `even_if_clear`.
    """
    letter = facts.latest_note(kind)
    is_open = judgement.verdict is not Verdict.CLEAR
    if letter is None or not (is_open or even_if_clear):
        return judgement
    words = f"{LETTERS[kind]} of {day(letter.dated)} ({short(letter.specialist)})"
    if not _fresh(letter, facts, policy):
        stale = f"older than {policy.note_max_age_days} days"
        return _still_open(judgement, f"{words} is {stale} and does not count.")
    if not letter.agrees:
        return _against(judgement, letter, words)
    if not is_open:
        return judgement
    newest = max((d for d in since if d is not None and d <= facts.today), default=None)
    if newest is not None and letter.dated < newest:
        why = f"older than what it should speak of ({day(newest)})"
        return _still_open(judgement, f"{words} is {why} and does not count.")
    return clear(f"{words} agrees: {judgement.evidence}", on=letter.dated)


def advises_against(facts: Facts, policy: Policy, kind: str) -> bool:
    """Whether the newest letter of this kind counts and is against the injections."""
    letter = facts.latest_note(kind)
    return letter is not None and not letter.agrees and _fresh(letter, facts, policy)


def _fresh(letter: SpecialistNoteFact, facts: Facts, policy: Policy) -> bool:
    return facts.days_ago(letter.dated) <= policy.note_max_age_days


def _still_open(judgement: Judgement, note: str) -> Judgement:
    if judgement.verdict is Verdict.CLEAR:
        return judgement
    return replace(judgement, evidence=f"{judgement.evidence} {note}")


def _against(judgement: Judgement, letter: SpecialistNoteFact, words: str) -> Judgement:
    is_open = judgement.verdict is not Verdict.CLEAR
    evidence = f"{words} advises against the injections."
    return fires(
        f"{evidence} {judgement.evidence}" if is_open else evidence,
        *judgement.data,
        "advises against",
        letter.dated,
        on=letter.dated,
        tier=judgement.tier if judgement.verdict is Verdict.FIRES else None,
        override=judgement.override if judgement.verdict is Verdict.FIRES else None,
    )
