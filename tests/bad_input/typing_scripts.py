"""Scripts in every text that a form takes, and in every name that other pages show."""

from collections.abc import Iterator
from itertools import cycle
from types import SimpleNamespace as Clinic
from uuid import uuid4

from django import forms
from django.db import transaction

from patients.models import NamedReader, Patient, Restriction
from scheduling.models import Room, Site
from staff.models import User
from tests.bad_input.sending import Page, errors_of, is_typed
from tests.bad_input.table import ROWS
from treatments.models import Product

RUN = "window.ran=1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f'"><script>{RUN}</script>',
    f"'><img src=x onerror={RUN}>",
    f"</textarea><svg onload={RUN}>",
    f"</title><img src=x onerror={RUN}>",
    f"javascript:{RUN}//",
    f"';{RUN};//",
    f'" autofocus onfocus="{RUN}',
    f'<iframe srcdoc="<script>parent.{RUN}</script>">',
    f"<details open ontoggle={RUN}>x</details>",
    f"--><!--<img src=x onerror={RUN}>",
    f'" hx-get="/" hx-trigger="load" hx-on::load="{RUN}',
    f"</script><script>{RUN}</script>",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f'=HYPERLINK("javascript:{RUN}")',
    "<b onmouseover=ran=1>",
    "<i id=ran>",
)
# After these, others find nothing more to be about, or another state of it: they are sent last.
ENDS = (
    *("revise-plan", "discard-revision", "close-plan", "void-record", "drop-session"),
    *("extend-request", "record-follow-up", "accept-entries", "return-referral"),
)
# Whose names stand on the pages of everything else.
NAMES = (
    (User, "full_name"),
    (Patient, "given_name"),
    (Patient, "family_name"),
    (Site, "name"),
    (Room, "name"),
    (Product, "name"),
)


def fill_in(clinic: Clinic) -> dict[str, set[str]]:
    """The texts that each form took, of every form that asks for one."""
    payloads = cycle(PAYLOADS)
    taken = {}
    for name in sorted(ROWS, key=lambda name: name in ENDS):
        page = Page.open(name, ROWS[name], clinic)
        texts = {
            each: fitting(field, payloads)
            for each, field in page.fields.items()
            if is_typed(field)
            and isinstance(field, forms.CharField)
            and not isinstance(field, forms.EmailField)
        }
        if texts:
            taken[name] = sent(page, texts)
    # One of the forms has shut this chart; whoever looks at the pages is to see it.
    shut = Restriction.objects.get(patient=clinic.anna)
    NamedReader.objects.create(restriction=shut, user=clinic.everybody)
    rename(payloads)
    return taken


def fitting(field: forms.Field, payloads: Iterator[str]) -> str:
    """The next payload that is short enough for the field."""
    return next(text for text in payloads if len(text) <= (field.max_length or 10_000))


def sent(page: Page, texts: dict[str, str]) -> set[str]:
    """The names of the texts that were saved: what the form refuses is left out the next time."""
    left = dict(texts)
    for _ in range(4):
        answer = page.post(left | {"form_token": str(uuid4())})
        if answer.status_code == 302:
            return set(left)
        refused = {name for name, words in errors_of(answer) if words} & left.keys()
        if not refused:
            break
        left = {name: text for name, text in left.items() if name not in refused}
    # One of them does not go with the rest of the form.
    for alien in left:
        others = {name: text for name, text in left.items() if name != alien}
        if others and page.post(others | {"form_token": str(uuid4())}).status_code == 302:
            return set(others)
    return set()


def rename(payloads: Iterator[str]) -> None:
    """Forms change one of each kind; here everybody and everything gets such a name."""
    for model, column in NAMES:
        most = model._meta.get_field(column).max_length - 6
        fit = [text for text in (next(payloads) for _ in PAYLOADS) if len(text) <= most]
        with transaction.atomic():
            for place, pk in enumerate(model._base_manager.values_list("pk", flat=True)):
                named = f"{fit[place % len(fit)]} {place}"
                model._base_manager.filter(pk=pk).update(**{column: named})
