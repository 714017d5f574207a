"""What a password must be: long, and not one that is tried first. No rules about characters."""

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from staff.accounts.second_factor import has_second_factor
from staff.models import User

SHORTEST_ALONE = 15
SHORTEST_WITH_SECOND_FACTOR = 8
# More is not refused for security's sake: hashing a book would keep the server busy.
LONGEST = 1024
SHORTEST_REMAINDER = 6
FEWEST_DIFFERENT_CHARACTERS = 5
PRODUCT = "prolo"
RUNS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")


class LengthValidator:
    """At least 15 characters, or 8 for somebody who has a second factor."""

    def validate(self, password: str, user: User | None = None) -> None:
        shortest = shortest_for(user)
        if len(password) < shortest:
            raise ValidationError(
                f"This password is too short. It must have at least {shortest} characters; "
                "several words are good.",
                code="password_too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                f"This password is longer than {LONGEST} characters.", code="password_too_long"
            )

    def get_help_text(self) -> str:
        return (
            f"At least {SHORTEST_ALONE} characters, or {SHORTEST_WITH_SECOND_FACTOR} once you "
            "have a second factor. Any characters will do; several words are good."
        )


class EasyToGuessValidator:
    """Not one of the 20,000 most common, not one of them written twice or with digits after it,
    no run along the alphabet or the keyboard, and more than a few different characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        if is_easy_to_guess(password):
            raise ValidationError(
                "This password is one of the first that would be tried. Take several words that "
                "have nothing to do with each other.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return "Not a common password, a run of keys or a repetition."


class NamesValidator:
    """Not made of the clinic's name, the product's, or what the person is called."""

    def validate(self, password: str, user: User | None = None) -> None:
        if is_made_of_names(password, user):
            raise ValidationError(
                "This password is made of your name, your e-mail address or the clinic's name. "
                "Take words that nobody connects with you.",
                code="password_too_similar",
            )

    def get_help_text(self) -> str:
        return "Not made of your name, your e-mail address or the clinic's name."


def shortest_for(user: User | None) -> int:
    return SHORTEST_WITH_SECOND_FACTOR if has_second_factor(user) else SHORTEST_ALONE


def is_easy_to_guess(password: str) -> bool:
    plain = password.casefold()
    if len(set(plain)) < FEWEST_DIFFERENT_CHARACTERS:
        return True
    core = _once(re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain))
    return bool({plain, core, _once(plain)} & _common()) or _is_run(plain)


def is_made_of_names(password: str, user: Any = None) -> bool:
    """Whether a name is in it, and few letters are left when every name is taken out."""
    letters = left = re.sub(r"[\W\d_]+", "", password.casefold())
    for name in sorted(_names(user), key=len, reverse=True):
        left = left.replace(name, "")
    return left != letters and len(left) < SHORTEST_REMAINDER


def _names(user: Any) -> set[str]:
    texts = [settings.PROLO_CLINIC_NAME, PRODUCT]
    if user is not None:
        texts += [user.full_name, user.email]
    words = {word for text in texts for word in re.findall(r"[^\W\d_]+", text.casefold())}
    joined = {"".join(re.findall(r"[^\W\d_]+", text.casefold())) for text in texts}
    return {word for word in words | joined if len(word) > 2}


def _once(text: str) -> str:
    """`text`, or what it repeats: "secretsecret" is "secret"."""
    for length in range(1, len(text) // 2 + 1):
        if len(text) % length == 0 and text[:length] * (len(text) // length) == text:
            return text[:length]
    return text


def _is_run(text: str) -> bool:
    runs = [*RUNS, *(run[::-1] for run in RUNS)]
    steps = {run[place : place + 2] for run in runs for place in range(len(run) - 1)} | {"90", "09"}
    pairs = [text[place : place + 2] for place in range(len(text) - 1)]
    along = sum(pair in steps for pair in pairs)
    return along >= 0.75 * len(pairs)


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
