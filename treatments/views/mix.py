"""One mix of one's own: by strengths or by volumes, worked out while it is typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from patients.policy import clinic_policy
from patients.rules import Policy
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.meanwhile import row_pairs
from staff.once import once, refused
from staff.too_late import too_late
from treatments.actions import mixes as actions
from treatments.batches import groups_of
from treatments.forms.mixes import MOST_ROWS, MixForm, StrengthFormSet, VolumeFormSet
from treatments.library import plain
from treatments.mix_choice import Shelf, plan_batches, shelf_for
from treatments.mix_draft import Typed, Worked, work_out
from treatments.mix_page import letter
from treatments.models import Injection, Mix, SessionRecord
from treatments.views.mixes import say_what_was_made
from treatments.views.sessions import page_of, visible_session, why_shut

STRENGTHS, VOLUMES = "strengths", "volumes"


@dataclass(slots=True)
class Bench:
    """The form of a mix with everything it is read against."""

    record: SessionRecord
    policy: Policy
    shelf: Shelf
    injections: list[Injection]
    by_volumes: bool
    form: MixForm
    rows: Any

    def is_valid(self) -> bool:
        # Both are asked, so that everything wrong is shown at once.
        return all([self.form.is_valid(), self.rows.is_valid()])

    def seen(self) -> int:
        """Rows that are in sight: what is filled in and one more, three at least."""
        filled = [
            place
            for place, row in enumerate(self.rows.forms, start=1)
            if any(field.value() for field in row) or row.errors
        ]
        return max(3, max(filled, default=0) + 1)

    def chosen(self) -> list[Injection]:
        """The injections that are ticked."""
        ticked = set(self.form["injections"].value() or [])
        return [row for row in self.injections if str(row.pk) in ticked]

    def typed(self) -> Typed:
        given, lots = self.form.cleaned_data, {str(f.lot.pk): f for f in self.shelf.stock}
        chosen = set(given["injections"])
        diluent = self.shelf.diluent() if not given["diluent"] else lots.get(given["diluent"])
        return Typed(
            total_ml=given["total_ml"],
            strengths={
                place: (row.aim(), lots.get(row.cleaned_data["lot"]))
                for place, row in enumerate(self.rows.forms)
                if not self.by_volumes and row.cleaned_data.get("component")
            },
            volumes=[
                (lots[row.cleaned_data["lot"]], row.cleaned_data["ml"])
                for row in self.rows.forms
                if self.by_volumes and row.cleaned_data.get("lot")
            ],
            diluent=diluent,
            syringe_ml=Decimal(given["syringe"] or self.policy.syringe_step_ml),
            injections=tuple(row for row in self.injections if str(row.pk) in chosen),
        )


@requires(Capability.TREAT)
@require_http_methods(["GET", "POST"])
@once
def prepare_mix(request: StaffRequest, session_id: int) -> HttpResponse:
    found = visible_session(request, session_id)
    context = page_of(request, found)
    record = context["day"].record
    if record is None:
        messages.info(request, "Start the session first.")
        return refused(found)
    bench = _bench(request, record)
    if context["day"].is_signed:
        return _signed_meanwhile(request, bench, context)
    worked = _worked(bench)
    if request.method == "POST" and worked is not None and "keep" in request.POST:
        try:
            mix = _make(request, bench, worked)
        except ValidationError as error:
            _put_errors(error, bench)
        else:
            return say_what_was_made(request, found, [mix])
    context |= _shown(request, bench, worked)
    context |= {"record": record, "shut": why_shut(request.user, context["day"])}
    return render(request, "treatments/prepare_mix.html", context)


@requires(Capability.TREAT)
@require_POST
def check_mix(request: StaffRequest, session_id: int) -> HttpResponse:
    """What the typed mix comes to: the part of the page that follows the typing. Keeps nothing."""
    found = visible_session(request, session_id)
    record = SessionRecord.objects.filter(session=found).first()
    if record is None or record.signed_at is not None:
        return HttpResponse(status=204)
    record.session = found
    bench = _bench(request, record)
    return render(request, "treatments/_mix_worked.html", _shown(request, bench, _worked(bench)))


def _signed_meanwhile(request: StaffRequest, bench: Bench, context: dict[str, Any]) -> HttpResponse:
    bench.is_valid()  # so that it is read, whatever is wrong with it
    typed = [row for row in bench.rows.forms if row.has_changed()]
    return too_late(
        request,
        bench.form,
        "This record is signed.",
        back=bench.record.session,
        row=bench.record,
        rows=row_pairs("Line", [], typed) if bench.rows.is_bound else (),
        about=context,
    )


def _make(request: StaffRequest, bench: Bench, worked: Worked) -> Mix:
    given = bench.form.cleaned_data
    if worked.wrong:
        raise ValidationError(_by_field(worked.wrong))
    if given["as_shown"] != worked.as_shown:
        raise ValidationError("Compare the volumes below with what is on the bench, then keep it.")
    if not given["looks"]:
        raise ValidationError({"looks": "Look at the mix and say whether it is clear."})
    asked = {one.code for one in worked.cautions}
    return actions.make_mix(
        record=bench.record,
        by=request.user,
        now=clock.now(),
        parts=[(part.lot, part.vial, part.ml) for part in worked.drawn],
        wanted=bench.typed().aims,
        appearance=given["looks"],
        acknowledged=asked & set(request.POST.getlist("acknowledged")),
        for_injections=bench.form.injection_ids(),
        revision=given["revision"],
    )


def _by_field(wrong: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field, words in wrong:
        found.setdefault(field, []).append(words)
    return found


def _put_errors(error: ValidationError, bench: Bench) -> None:
    """What is said about a component belongs beside its strength."""
    if hasattr(error, "error_dict") and not bench.by_volumes:
        rows = {row["component"].value(): place for place, row in enumerate(bench.rows.forms)}
        beside = {
            f"{STRENGTHS}-{rows[name]}-pct" if rows.get(name) is not None else name: words
            for name, words in error.error_dict.items()
        }
        error = ValidationError(beside)
    put_errors(error, bench.form, prefix=STRENGTHS, rows=bench.rows.forms, row=bench.record)


# ------------------------------------------------------------------ the form


def _bench(request: StaffRequest, record: SessionRecord) -> Bench:
    policy = clinic_policy()
    shelf = shelf_for(record, policy)
    injections = list(record.injections.order_by("position"))
    sent = request.POST if request.method == "POST" else None
    asked = request.GET if sent is None else sent
    by_volumes = asked.get("by") == VOLUMES
    data = _filled(sent) if sent is not None else None
    initial: dict[str, Any] = {}
    if data is None:
        initial = _as_planned(injections, request.GET.get("for", ""), shelf, policy)
        # What the plan asks for is worked out at once, as if it had been typed.
        if initial and not by_volumes:
            data = _as_data(initial, record, policy)
    form = MixForm(
        data,
        shelf=shelf.stock,
        injections=injections,
        syringe=plain(policy.syringe_step_ml),
        initial=initial | {"revision": record.revision, "syringe": plain(policy.syringe_step_ml)},
    )
    rows = (VolumeFormSet if by_volumes else StrengthFormSet)(
        data, prefix=VOLUMES if by_volumes else STRENGTHS, form_kwargs={"shelf": shelf.stock}
    )
    return Bench(record, policy, shelf, injections, by_volumes, form, rows)


def _filled(sent: QueryDict) -> QueryDict:
    """What was sent, with what the button of an offer puts into it."""
    data = sent.copy()
    for name, value in QueryDict(sent.get("fill", "")[:500]).items():
        if name in data:
            data[name] = str(value)
    return data


def _as_planned(
    injections: list[Injection], wish: str, shelf: Shelf, policy: Policy
) -> dict[str, Any]:
    """The first batch that is not mixed yet, or that of the injection `wish`."""
    groups = groups_of(injections)
    group = next(
        (one for one in groups if wish in {str(row.pk) for row in one.injections}),
        groups[0] if groups else None,
    )
    if group is None:
        return {}
    (batch,) = plan_batches([group], shelf, policy)
    return {
        "total_ml": plain(batch.total_ml),
        "injections": [str(row.pk) for row in group.injections],
        "aims": group.aims,
    }


def _as_data(initial: dict[str, Any], record: SessionRecord, policy: Policy) -> QueryDict:
    data = QueryDict(mutable=True)
    aims = initial["aims"]
    data.update(
        {
            "revision": str(record.revision),
            "total_ml": initial["total_ml"],
            "syringe": plain(policy.syringe_step_ml),
            f"{STRENGTHS}-TOTAL_FORMS": str(MOST_ROWS),
            f"{STRENGTHS}-INITIAL_FORMS": "0",
        }
    )
    data.setlist("injections", initial["injections"])
    for place, aim in enumerate(aims[:MOST_ROWS]):
        data[f"{STRENGTHS}-{place}-component"] = aim.component
        data[f"{STRENGTHS}-{place}-pct"] = "" if aim.pct is None else plain(aim.pct)
    return data


def _worked(bench: Bench) -> Worked | None:
    """None while there is nothing to work out, or what is typed cannot be read."""
    if not bench.form.is_bound or not bench.is_valid():
        return None
    return work_out(bench.typed(), bench.record, bench.shelf, now=clock.now(), policy=bench.policy)


def _shown(request: StaffRequest, bench: Bench, worked: Worked | None) -> dict[str, Any]:
    return {
        "form": bench.form,
        "rows": bench.rows,
        "seen": bench.seen(),
        "by_volumes": bench.by_volumes,
        "worked": worked,
        "ticked": request.POST.getlist("acknowledged"),
        "unread": _unread(bench),
        "letter": letter(bench.record.mixes.count() + 1),
        "minutes": bench.policy.beyond_use_minutes,
        "not_mixed": [row for row in bench.injections if row.procedure],
        "chosen": bench.chosen(),
    }


def _unread(bench: Bench) -> list[str]:
    """What cannot be read of what is typed, in words with the names of the fields."""
    if not bench.form.is_bound:
        return []
    forms = [(bench.form, ""), *((row, f" {n}") for n, row in enumerate(bench.rows.forms, 1))]
    return [
        f"{form.fields[name].label}{place}: {words}" if name in form.fields else str(words)
        for form, place in forms
        for name, messages_of in form.errors.items()
        for words in messages_of
    ] + [str(words) for words in bench.rows.non_form_errors()]
