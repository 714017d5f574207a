"""Sends a form, and tells what was wrong with the answer."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from types import SimpleNamespace as Clinic
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.apps import apps
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.db.models import DateTimeField, Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from scheduling.forms.book import OfferField
from staff.models import AccessEvent, SubmittedForm
from staff.prepared import planned_once
from tests.bad_input.clinic import SMUGGLED_ID, client_of
from tests.bad_input.table import Row

LATER_ROW = re.compile(r"-[1-9]\d*-")  # one row of a set of rows stands for the others
FLOORS = ("staff", "patients", "treatments", "scheduling", "records", "clinic")
TABLES = [
    model._meta.db_table
    for floor in FLOORS
    for model in apps.get_app_config(floor).get_models()
    if model is not AccessEvent
]
OURS = {*TABLES} - {SubmittedForm._meta.db_table}
# The history tables are among them: a row that was only changed shows there. Passwords have none.
COUNT_ALL = "SELECT " + ", ".join(
    [
        *(f'(SELECT count(*) FROM "{table}")' for table in TABLES),
        "(SELECT sum(hashtext(password)) FROM staff_user)",
    ]
)


def _columns(model: type[Model]) -> str:
    """Those that are the same whenever the same form is sent: no ids, instants, random values."""
    return ", ".join(
        f'"{column.column}"'
        for column in model._meta.concrete_fields
        if not (column.primary_key or column.is_relation or isinstance(column, DateTimeField))
        and column.name not in ("password", "record_number", "location", "uid", "result", "digest")
    )


READ = {
    model._meta.db_table: _columns(model)
    for floor in FLOORS
    for model in apps.get_app_config(floor).get_models()
    if model is not AccessEvent and not model.__name__.endswith("Event")
}
# Of each table a hash of what is in it, and in how many rows the smuggled id is.
READ_ALL = "SELECT " + ", ".join(
    f"""(SELECT md5(string_agg(ROW({columns})::text, '|' ORDER BY ROW({columns})::text))
             || count(*) FILTER (WHERE ROW(t.*)::text LIKE '%{SMUGGLED_ID}%')
           FROM "{table}" t)"""
    for table, columns in READ.items()
)


def fingerprint() -> dict[str, int]:
    with planned_once(), connection.cursor() as cursor:
        cursor.execute(COUNT_ALL)
        return dict(zip([*TABLES, "passwords"], cursor.fetchone(), strict=True))


def updates() -> dict[str, int]:
    """How many rows of each table this transaction has changed so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_upd FROM pg_stat_xact_user_tables")
        return {table: count for table, count in cursor.fetchall() if table in OURS}


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Page:
    """A page that takes a form, opened by the one who may send it."""

    name: str
    row: Row
    clinic: Clinic
    fields: dict[str, forms.Field]
    filled: dict[str, Any]

    @classmethod
    def open(cls, name: str, row: Row, clinic: Clinic) -> "Page":
        page = cls(name, row, clinic, {}, {})
        response = page.client.get(page.url)
        found = [row.reads()] if row.reads else forms_of(response)
        page.fields = {
            name: field
            for name, field in fields_of(found)
            if not LATER_ROW.search(name) and name not in row.undrawn
        }
        shown = {name: value for name, value in shown_in(found) if name not in row.undrawn}
        page.filled = shown | {"form_token": str(uuid4())} | row.fill(clinic)
        return page

    @property
    def url(self) -> str:
        return reverse(self.name, args=self.row.address(self.clinic))

    @cached_property
    def client(self) -> Client:
        return self.signed_in()

    def signed_in(self, **options: Any) -> Client:
        return client_of(self.clinic, self.row.who, **options)

    def post(self, changes: dict[str, Any], **options: Any) -> HttpResponse:
        sent = self.filled | changes
        if not any(hasattr(value, "read") for value in sent.values()):
            # As a browser sends a form without a file, which is also read faster.
            options = {"content_type": "application/x-www-form-urlencoded"} | options
            return self.client.post(self.url, urlencode(sent, doseq=True), **options)
        return self.client.post(self.url, sent, **options)

    def named(self, *kinds: type[forms.Field]) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, kinds)]

    @property
    def numbers(self) -> list[str]:
        return self.named(forms.DecimalField, forms.IntegerField)

    @property
    def dates(self) -> list[str]:
        return self.named(forms.DateField)

    @property
    def texts(self) -> list[str]:
        return self.named(forms.CharField)

    @property
    def required(self) -> list[str]:
        return [name for name, field in self.fields.items() if field.required]

    def refuses_each(self, values: dict[str, str]) -> list[str]:
        """Each of `values` has its error; one at a time where not all are told at once."""
        told = self.errors_with(values) & values.keys() if values else set()
        found = []
        for name in values.keys() - told:
            found += self.refuses({name: values[name]}, name)
        return found

    def errors_with(self, changes: dict[str, Any]) -> set[str]:
        with taken_back():
            return {name for name, messages in errors_of(self.post(changes)) if messages}

    def survives(self, changes: dict[str, Any]) -> list[str]:
        """Like `refuses`, where it is as well if the form takes it and the next page shows."""
        if not changes:
            return []
        with taken_back():
            response = self.post(changes)
            if response.status_code != 302:
                found = self._judge(response, changes, ())
            else:
                after = self.client.get(response["Location"], follow=True)
                found = [f"then answered {after.status_code}"] if after.status_code != 200 else []
                found += came_back_raw(after)
        return [f"{self.name} {short(changes)}: {problem}" for problem in found]

    def written(self, changes: dict[str, Any]) -> dict[str, Any]:
        """What all our tables hold after the form was sent, besides ids and instants."""
        with taken_back():
            assert self.post(changes | {"form_token": str(uuid4())}).status_code == 302
            with planned_once(), connection.cursor() as cursor:
                cursor.execute(READ_ALL)
                return dict(zip(READ, cursor.fetchone(), strict=True))

    def refuses(self, changes: dict[str, Any], *wrong: str) -> list[str]:
        """What is not as it should be when the form is sent with `changes`: nothing, at best.

        `wrong` are the fields beside which an error must stand.
        """
        before = self.clinic.untouched
        with taken_back():
            response = self.post(changes)
            after = fingerprint()
            found = self._judge(response, changes, wrong)
        if changed := sorted(table for table in before if before[table] != after[table]):
            found.append(f"saved something: {changed}")
        return [f"{self.name} {short(changes)}: {problem}" for problem in found]

    def _judge(
        self, response: HttpResponse, changes: dict[str, Any], wrong: tuple[str, ...]
    ) -> list[str]:
        if response.status_code == 302 and self.row.by_message:
            told = [str(message) for message in get_messages(response.wsgi_request)]
            levels = {message.level_tag for message in get_messages(response.wsgi_request)}
            return [] if levels & {"error", "danger", "warning"} else [f"no message but {told}"]
        if response.status_code != 200:
            return [f"answered {response.status_code}"]
        text = plain(response)
        found = []
        errors = dict(errors_of(response))
        if self.row.once and not self.row.reads:
            found += [f"no error beside {name}" for name in wrong if not errors.get(name)]
        told = [message for messages in errors.values() for message in messages]
        if not told and "data-wrong" not in response.content.decode():
            found.append("no word of what is wrong")
        found += [f"not said on the page: {m!r}" for m in told if squeezed(m) not in squeezed(text)]
        return found + came_back_raw(response) + self._lost(text, changes)

    def _lost(self, text: str, changes: dict[str, Any]) -> list[str]:
        """What was typed into a visible field and is not in it any more."""
        found = []
        for name, typed in changes.items():
            field = self.fields.get(name)
            if not isinstance(typed, str) or field is None or not is_typed(field):
                continue
            # A browser drops the line before the text, and a field the blanks around it.
            if typed.strip() and typed.strip("\x00 \n") not in text:
                found.append(f"{name} lost what was typed")
        return found


def came_back_raw(response: HttpResponse) -> list[str]:
    raw = "<script>a" in response.content.decode(errors="replace")
    return ["a script came back unescaped"] if raw else []


def is_typed(field: forms.Field) -> bool:
    if isinstance(field, OfferField):
        return False  # one of the times on the page
    widget = field.widget
    return isinstance(widget, forms.TextInput | forms.Textarea | forms.DateInput) and not (
        isinstance(widget, forms.HiddenInput | forms.PasswordInput)
    )


def forms_of(response: Any) -> list[Any]:
    """The forms and formsets that the page was drawn with."""
    found: dict[int, Any] = {}
    for layer in response.context or []:
        for values in getattr(layer, "dicts", [layer]):
            for value in values.values():
                if isinstance(value, forms.BaseForm | forms.BaseFormSet):
                    found[id(value)] = value
    # A row of a formset is drawn by itself too.
    rows = {id(row) for form in found.values() if not single(form) for row in form.forms}
    return [form for key, form in found.items() if key not in rows and not is_empty_form(form)]


def single(form: Any) -> bool:
    return isinstance(form, forms.BaseForm)


def is_empty_form(form: Any) -> bool:
    return "__prefix__" in str(getattr(form, "prefix", ""))


def each_form(found: list[Any]) -> Iterator[forms.BaseForm]:
    for form in found:
        if single(form):
            yield form
        else:
            yield form.management_form
            yield from form.forms


def fields_of(found: list[Any]) -> Iterator[tuple[str, forms.Field]]:
    for form in each_form(found):
        if isinstance(form, forms.formsets.ManagementForm):
            continue
        for name, field in form.fields.items():
            yield form.add_prefix(name), field


def shown_in(found: list[Any]) -> Iterator[tuple[str, Any]]:
    """What a browser would send if nothing were touched."""
    for form in each_form(found):
        for bound in form:
            value = bound.value()
            if isinstance(bound.field.widget, forms.CheckboxInput):
                if value:
                    yield bound.html_name, "on"
            elif isinstance(value, list | tuple):
                yield bound.html_name, [str(item) for item in value]
            elif isinstance(bound.field.widget, forms.CheckboxSelectMultiple):
                continue
            elif isinstance(bound.field.widget, forms.Select | forms.RadioSelect):
                yield bound.html_name, "" if value is None else str(value)
            else:
                shown = bound.field.widget.format_value(value)
                yield bound.html_name, "" if shown is None else str(shown)


def errors_of(response: Any) -> Iterator[tuple[str, list[str]]]:
    found = forms_of(response)
    for form in each_form(found):
        if form.is_bound:
            for name, messages in form.errors.items():
                yield form.add_prefix(name), [str(message) for message in messages]
    for form in found:
        if not single(form) and form.is_bound:
            yield f"{form.prefix}-as a whole", [str(m) for m in form.non_form_errors()]


def plain(response: HttpResponse) -> str:
    return unescape(response.content.decode(errors="replace"))


def squeezed(text: str) -> str:
    return " ".join(text.split())


def short(changes: dict[str, Any]) -> str:
    words = [f"{name}={str(value)[:24]!r}" for name, value in changes.items()]
    return ", ".join(words[:3]) + (" …" if len(words) > 3 else "")
