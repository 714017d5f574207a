"""The page on which a session is prepared: four clicks from the plan to the syringes."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import unescape
from uuid import uuid4

import pytest

from patients.models import ScreeningPolicy
from patients.policy import clinic_policy
from patients.rules import Policy
from staff import clock
from staff.models import AccessEvent
from tests import people
from tests.built_once import parts
from tests.treatments import bench
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT, TODAY, anna_with_ruth
from tests.treatments.days import agreed_plan, noon, started
from tests.treatments.pages import url
from treatments.actions import mixes
from treatments.actions.outside_doses import record_outside_doses
from treatments.mix_page import Reading
from treatments.models import Mix, SessionRecord

pytestmark = pytest.mark.django_db

AROUND = replace(KNEE_LIGAMENT, volume_ml=Decimal("7.5"), points=15)
QUERIES = 50


def build():
    there = anna_with_ruth()
    plan = agreed_plan(there.anna, there.ruth, targets=(KNEE_JOINT, AROUND))
    there.record = started(plan.sessions.get(number=1), there.ruth)
    return there


ruth, ben, anna, record = parts("ruth", "ben", "anna", "record")


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


@pytest.fixture
def client(ruth, signed_in):
    return signed_in(ruth)


def page(client, record):
    return client.get(url("prepare-mixes", record.session_id))


def text(response):
    return " ".join(unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def send(client, name, record, **form):
    record.refresh_from_db()
    sent = {"form_token": str(uuid4()), "revision": record.revision} | form
    return client.post(url(name, record.session_id), sent)


def none_elsewhere(client, record):
    return send(client, "record-outside-doses", record, given_elsewhere="no")


def mixed(client, record, **form):
    shown = page(client, record).context["page"]
    clear = {f"looks-{card.letter}": "clear" for card in shown.cards}
    return send(
        client, "make-planned-mixes", record, **({"as_shown": shown.as_shown} | clear | form)
    )


def test_the_batches_of_the_plan_are_shown_with_lots_figures_and_share(client, record, ruth):
    bench.stocked(ruth)
    words = text(page(client, record))
    for shown in (
        "3 mL", "Dextrose 50 %", "D-1", "expires Jun 2028", "opens one of 50 mL",
        "at least 1265 mOsm/L", "Dextrose <strong>15.333 %</strong>", "aimed at 15 %",
        "Mix B: lidocaine 15 mg of 300 mg, 5.0 %", "2.65 g", "May be injected for 60 minutes",
    ):  # fmt: skip
        assert shown in words, shown


def test_a_routine_session_is_three_answers_and_one_button(client, record, ruth):
    bench.stocked(ruth)
    assert none_elsewhere(client, record).url == url("prepare-mixes", record.session_id)

    answer = mixed(client, record)

    assert answer.url == url("prepare-mixes", record.session_id)
    assert [mix.letter for mix in record.mixes.all()] == ["A", "B"]
    words = text(client.get(answer.url))
    assert "Everything is mixed" in words
    assert "Use before 1:00 pm" in words


def test_nothing_about_the_looks_is_preset(client, record, ruth):
    bench.stocked(ruth)
    none_elsewhere(client, record)
    assert "checked" not in text(page(client, record))
    answer = mixed(client, record, **{"looks-B": ""})
    assert "Look at the mix and say whether it is clear." in text(answer)
    assert not Mix.objects.exists()


def test_without_asking_about_elsewhere_nothing_is_made(client, record, ruth):
    bench.stocked(ruth)
    answer = mixed(client, record)
    assert "Nobody has asked yet" in text(answer)
    assert not Mix.objects.exists()


def test_a_dose_from_elsewhere_is_counted_and_shown(client, record, ruth):
    bench.stocked(ruth)
    send(
        client,
        "record-outside-doses",
        record,
        given_elsewhere="yes",
        **{
            "doses-TOTAL_FORMS": "1",
            "doses-INITIAL_FORMS": "0",
            "doses-0-agent": "lidocaine",
            "doses-0-mg": "220",
            "doses-0-given_at": "09:30",
        },
    )
    words = text(page(client, record))
    assert "Lidocaine 220 mg at 9:30 am" in words
    assert "78.3 % of today's maximum" in words
    assert "Much local anesthetic." in words
    answer = mixed(client, record)
    assert "To be read and accepted first" in text(answer)
    codes = [one.code for one in page(client, record).context["page"].cautions]
    assert mixed(client, record, acknowledged=codes).status_code == 302


def test_what_cannot_be_made_says_why_and_leads_to_another_way(client, record, ruth):
    bench.stocked(ruth, "lidocaine-1", "sterile-water")
    words = text(page(client, record))
    assert "There is no dextrose on the shelf." in words
    assert "Mixed as shown" not in words
    first = record.injections.earliest("position")
    assert f"{url('prepare-mix', record.session_id)}?for={first.pk}" in words


def test_another_lot_than_shown_is_asked_about_again(client, record, ruth):
    bench.stocked(ruth)
    none_elsewhere(client, record)
    answer = mixed(client, record, as_shown="1:3|2:4")
    assert "other volumes or lots are shown now" in text(answer)
    assert not Mix.objects.exists()


# ------------------------------------------------------------------ how finely syringes are read

AT_A_TENTH = ["2.3 mL", "1.5 mL", "3.7 mL"]
AT_A_TWENTIETH = ["2.25 mL", "1.5 mL", "3.75 mL"]
EXACTLY = "Read to 0.05 mL, dextrose is exactly 15 %."


def read_to(client, record, step):
    return client.get(url("prepare-mixes", record.session_id), {"step": step})


def outside_batch(response):
    """What is drawn for it."""
    _, card = response.context["page"].cards
    return [f"{line.ml.normalize():f} mL" for line in card.contents.lines]


def drawn(record):
    parts = record.mixes.get(position=2).parts.all()
    return [f"{part.ml.normalize():f} mL" for part in parts]


def clinic_reads_to(step, by):
    ScreeningPolicy.objects.create(
        number=ScreeningPolicy.objects.count() + 1,
        values=Policy(syringe_step_ml=Decimal(step)).to_json(),
        reason="Other syringes",
        changed_by=by,
        changed_at=noon(TODAY),
    )


def test_the_clinics_syringes_are_preset_and_finer_ones_are_offered(client, record, ruth):
    bench.stocked(ruth)
    answer = page(client, record)
    assert outside_batch(answer) == AT_A_TENTH
    assert answer.context["page"].reading == Reading(
        step="0.1", chosen="", choices=("0.1", "0.05", "0.01")
    )
    words = text(answer)
    assert 'aria-current="true">0.1 mL</a>' in words
    assert f'{url("prepare-mixes", record.session_id)}?step=0.05#mix-B">{EXACTLY}</a>' in words
    assert words.count("Read to ") == 1, "the batch inside is exact as it is"


def test_read_to_a_twentieth_the_knee_day_is_exact(client, record, ruth):
    bench.stocked(ruth)
    answer = read_to(client, record, "0.05")
    assert outside_batch(answer) == AT_A_TWENTIETH
    words = text(answer)
    for shown in (
        "Dextrose <strong>15 %</strong>", "Lidocaine <strong>0.2 %</strong>",
        "Mix B: lidocaine 15 mg of 300 mg, 5.0 %", "2.625 g", 'aria-current="true">0.05 mL</a>',
        f"{url('mixing-sheet', record.session_id)}?step=0.05",
        f"{url('bench-labels', record.session_id)}?step=0.05",
    ):  # fmt: skip
        assert shown in words, shown
    assert "aimed at" not in words
    assert "Read to " not in words


def test_what_was_shown_is_made_and_the_clinics_setting_stays(client, record, ruth):
    bench.stocked(ruth)
    shown_at = f"{url('prepare-mixes', record.session_id)}?step=0.05"
    answered = send(client, "record-outside-doses", record, given_elsewhere="no", step="0.05")
    assert answered.url == shown_at
    shown = client.get(shown_at)
    assert text(shown).count('<input type="hidden" name="step" value="0.05">') == 3

    answer = mixed(client, record, step="0.05", as_shown=shown.context["page"].as_shown)

    assert answer.url == shown_at
    assert drawn(record) == AT_A_TWENTIETH
    assert record.injections.get(position=2).dextrose_pct == Decimal(15)
    assert clinic_policy().syringe_step_ml == Decimal("0.1")


@pytest.mark.parametrize(
    "step", ["", "0.07", "0,05", "0.050", "-1", "NaN", "\0", "1e999999", "9" * 99]
)
def test_any_other_step_reads_as_the_clinic_does(client, record, ruth, step):
    bench.stocked(ruth)
    none_elsewhere(client, record)
    assert outside_batch(read_to(client, record, step)) == AT_A_TENTH
    assert mixed(client, record, step=step).url == url("prepare-mixes", record.session_id)
    assert drawn(record) == AT_A_TENTH


@pytest.mark.parametrize(("shown", "sent"), [("0.05", "0.1"), ("0.1", "0.05"), ("0.05", "x")])
def test_another_step_than_shown_is_asked_about_again(client, record, ruth, shown, sent):
    bench.stocked(ruth)
    none_elsewhere(client, record)
    seen = read_to(client, record, shown).context["page"].as_shown
    answer = mixed(client, record, as_shown=seen, step=sent)
    assert "what the syringes are read to changed" in text(answer)
    assert outside_batch(answer) == (AT_A_TWENTIETH if sent == "0.05" else AT_A_TENTH)
    assert not Mix.objects.exists()


def test_a_page_from_before_the_clinic_got_other_syringes_makes_nothing(client, record, ruth):
    bench.stocked(ruth)
    none_elsewhere(client, record)
    seen = page(client, record).context["page"].as_shown
    clinic_reads_to("0.05", ruth)
    answer = mixed(client, record, as_shown=seen)
    assert "Nothing can be mixed now" in text(answer)
    assert outside_batch(answer) == AT_A_TWENTIETH
    assert not Mix.objects.exists()


def test_where_coarse_syringes_cannot_do_it_finer_ones_are_named(client, anna, ruth, at_noon):
    at_noon(TODAY)
    clinic_reads_to("0.5", ruth)
    plan = agreed_plan(anna, ruth, targets=(KNEE_JOINT, AROUND))
    record = started(plan.sessions.get(number=1), ruth)
    bench.stocked(ruth)
    answer = page(client, record)
    assert answer.context["page"].reading.choices == ("0.5", "0.1", "0.05", "0.01")
    words = text(answer)
    assert "Dextrose comes out at 16.667 % instead of 15 %" in words
    assert "Read to 0.05 mL, dextrose is exactly 15 % and lidocaine is exactly 0.2 %." in words
    assert outside_batch(read_to(client, record, "0.05")) == AT_A_TWENTIETH


def test_a_cloudy_mix_is_waste_and_asked_for_again(client, record, ruth):
    bench.stocked(ruth)
    none_elsewhere(client, record)
    words = text(client.get(mixed(client, record, **{"looks-A": "cloudy"}).url))
    assert "Mix A is kept as waste: not clear: cloudy." in words
    assert "How does mix C look?" in words
    assert "Thrown away: 1" in words


def test_a_mix_is_thrown_away_with_a_reason_and_what_was_typed_stays(client, record, ruth):
    bench.stocked(ruth)
    none_elsewhere(client, record)
    mixed(client, record)
    mix = record.mixes.first()
    record.refresh_from_db()
    form = {"form_token": str(uuid4()), "revision": record.revision}

    refused = client.post(url("discard-mix", mix.pk), form | {"reason": "  "})
    assert "Say why this mix is thrown away." in text(refused)

    answer = client.post(url("discard-mix", mix.pk), form | {"reason": "Fell down"})
    assert answer.url == url("prepare-mixes", record.session_id)
    mix.refresh_from_db()
    assert (mix.discard_reason, mix.discarded_by) == ("Fell down", ruth)


def test_a_mix_that_is_too_old_is_said_aloud(client, record, ruth, monkeypatch):
    bench.stocked(ruth)
    none_elsewhere(client, record)
    mixed(client, record)
    monkeypatch.setattr(clock, "now", lambda: noon(TODAY) + timedelta(minutes=61))
    assert "Mix A is too old" in text(page(client, record))


def test_a_mix_that_was_injected_in_time_is_not_called_too_old_later(
    client, record, ruth, monkeypatch
):
    bench.stocked(ruth)
    none_elsewhere(client, record)
    mixed(client, record)
    SessionRecord.objects.update(last_needle_at=noon(TODAY) + timedelta(minutes=60))
    monkeypatch.setattr(clock, "now", lambda: noon(TODAY) + timedelta(minutes=90))
    shown = text(page(client, record))
    assert "too old" not in shown
    assert "Everything is injected" in shown
    SessionRecord.objects.update(last_needle_at=noon(TODAY) + timedelta(minutes=61))
    assert "Mix A is too old" in text(page(client, record))


def test_a_mix_made_after_the_last_needle_is_still_to_be_injected(
    client, record, ruth, monkeypatch
):
    bench.stocked(ruth)
    none_elsewhere(client, record)
    mixed(client, record)
    SessionRecord.objects.update(last_needle_at=noon(TODAY) - timedelta(minutes=1))
    assert "Ready to inject" in text(page(client, record))
    monkeypatch.setattr(clock, "now", lambda: noon(TODAY) + timedelta(minutes=61))
    assert "Mix A is too old" in text(page(client, record))


def test_sent_twice_it_is_made_once(client, record, ruth):
    bench.stocked(ruth)
    none_elsewhere(client, record)
    token = str(uuid4())
    first = mixed(client, record, form_token=token)
    assert mixed(client, record, form_token=token).url == first.url
    assert Mix.objects.count() == 2


def test_a_session_that_is_not_started_has_nothing_to_prepare(anna, ruth, client, at_noon):
    at_noon(TODAY)
    session = agreed_plan(anna, ruth).sessions.get(number=1)
    assert client.get(url("prepare-mixes", session.pk)).url == url("session", session.pk)


def test_another_physician_reads_who_writes_and_mixes_nothing(record, ruth, signed_in):
    bench.stocked(ruth)
    other = signed_in(people.physician("Sam Okoro"))
    words = text(page(other, record))
    assert "Nothing can be mixed now" in words
    assert "Mixed as shown" not in words
    mixed(other, record)
    assert not Mix.objects.exists()


def test_opening_it_is_logged(client, record, anna):
    page(client, record)
    event = AccessEvent.objects.first()
    assert (event.action, event.view, event.patient_id) == ("read", "prepare-mixes", anna.pk)


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_database_as_often_for_three_batches_as_for_one(
    anna, ruth, client, at_noon, django_assert_num_queries, rows
):
    at_noon(TODAY)
    targets = [replace(AROUND, dextrose_pct=Decimal(pct)) for pct in (15, 18, 20, 22, 24, 25)]
    plan = agreed_plan(anna, ruth, targets=tuple(targets[: 2 * rows]))
    record = started(plan.sessions.get(number=1), ruth)
    record_outside_doses(record=record, by=ruth, given_elsewhere=False)
    shelf = bench.stocked(ruth)
    for row in list(record.injections.order_by("position"))[:rows]:
        mixes.make_mix(
            record=record,
            by=ruth,
            now=noon(TODAY),
            parts=[
                (shelf["dextrose-50"], None, Decimal(3)),
                (shelf["sterile-water"], None, Decimal("4.5")),
            ],
            appearance="clear",
            for_injections=[row.pk],
        )
    page(client, record)
    with django_assert_num_queries(QUERIES):
        page(client, record)
