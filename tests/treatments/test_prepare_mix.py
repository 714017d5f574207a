"""One mix of one's own: worked out, refused with what would do, kept as it was shown."""

from dataclasses import replace
from decimal import Decimal
from html import unescape
from uuid import uuid4

import pytest

from tests.built_once import parts
from tests.treatments import bench
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT, TODAY, anna_with_ruth
from tests.treatments.days import agreed_plan, given, started
from tests.treatments.pages import url
from treatments.actions.outside_doses import record_outside_doses
from treatments.models import Mix

pytestmark = pytest.mark.django_db

AROUND = replace(KNEE_LIGAMENT, volume_ml=Decimal("7.5"), points=15)
PLASMA = replace(
    KNEE_JOINT, dextrose_pct=None, procedure="prp", procedure_detail="4 mL", volume_ml=Decimal(4)
)
ROWS = 6
QUERIES = 47
CHECKS = 19


def build():
    there = anna_with_ruth()
    plan = agreed_plan(there.anna, there.ruth, targets=(AROUND, KNEE_JOINT, PLASMA))
    there.record = started(plan.sessions.get(number=1), there.ruth)
    record_outside_doses(record=there.record, by=there.ruth, given_elsewhere=False)
    there.record.refresh_from_db()
    return there


ruth, ben, anna, record = parts("ruth", "ben", "anna", "record")


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


@pytest.fixture
def client(ruth, signed_in):
    return signed_in(ruth)


def form(record, *rows, **more):
    """`rows` are (component, percent, lot or None)."""
    sent = {
        "form_token": str(uuid4()),
        "revision": record.revision,
        "total_ml": "10",
        "syringe": "0.1",
        "diluent": "",
        "strengths-TOTAL_FORMS": ROWS,
        "strengths-INITIAL_FORMS": 0,
    }
    for place, (component, pct, lot) in enumerate(rows):
        sent[f"strengths-{place}-component"] = component
        sent[f"strengths-{place}-pct"] = pct
        sent[f"strengths-{place}-lot"] = lot.pk if lot else ""
    return sent | more


def volumes(record, *rows, **more):
    """`rows` are (lot, milliliters or parts)."""
    sent = {
        "form_token": str(uuid4()),
        "revision": record.revision,
        "by": "volumes",
        "total_ml": "",
        "volumes-TOTAL_FORMS": ROWS,
        "volumes-INITIAL_FORMS": 0,
    }
    for place, (lot, ml) in enumerate(rows):
        sent[f"volumes-{place}-lot"] = lot.pk
        sent[f"volumes-{place}-ml"] = ml
    return sent | more


def check(client, record, sent):
    return client.post(url("check-mix", record.session_id), sent)


def keep(client, record, sent, **more):
    worked = check(client, record, sent).context["worked"]
    kept = {"keep": "yes", "looks": "clear", "as_shown": worked.as_shown} | more
    return client.post(url("prepare-mix", record.session_id), sent | kept)


def text(response):
    return " ".join(unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def offers(response):
    return [(fill.words, dict(fill.fields)) for fill in response.context["worked"].fills]


def row_of(record, position):
    return record.injections.get(position=position)


def test_it_opens_with_what_the_plan_asks_for(client, record, ruth):
    bench.stocked(ruth)
    second = row_of(record, 2)
    words = text(client.get(url("prepare-mix", record.session_id) + f"?for={second.pk}"))
    assert 'value="25"' in words
    assert "at least 1265 mOsm/L" in words
    assert "Platelet-rich plasma" in words
    assert "not mixed here" in words


def test_the_answer_while_typing_keeps_nothing(client, record, ruth):
    bench.stocked(ruth)
    sent = form(record, ("dextrose", "25", None), ("lidocaine", "0.2", None))
    words = text(check(client, record, sent))
    assert "<html" not in words
    for shown in ("5 mL", "2 mL", "3 mL", "Lidocaine 20 mg", "2.5 g", "6.7 % of today's maximum"):
        assert shown in words, shown
    assert not Mix.objects.exists()


def test_what_does_not_fit_is_refused_with_buttons_that_fill_in_what_does(client, record, ruth):
    shelf = bench.stocked(ruth, "dextrose-50", "lidocaine-1", "lidocaine-2", "sterile-water")
    sent = form(record, ("dextrose", "25", None), ("lidocaine", "1", shelf["lidocaine-1"]))
    answer = check(client, record, sent)
    assert "The stocks alone need 15 mL, and 10 mL are to be made." in text(answer)
    one, two = str(shelf["lidocaine-1"].pk), str(shelf["lidocaine-2"].pk)
    assert [fields for _, fields in offers(answer)] == [
        {"strengths-1-pct": "0.5", "strengths-1-lot": one},
        {"strengths-1-pct": "1", "strengths-1-lot": two},
    ]

    # Without script the button is sent with the form.
    fill = answer.context["worked"].fills[1].as_query
    filled = client.post(url("prepare-mix", record.session_id), sent | {"fill": fill})
    assert filled.context["form"].data["strengths-1-lot"] == two
    assert filled.context["worked"].can_be_made
    assert not Mix.objects.exists()


def test_too_much_anesthetic_is_refused_with_the_strength_that_fits(client, record, ruth, anna):
    bench.stocked(ruth, "dextrose-50", "lidocaine-2", "sterile-water")
    sent = form(record, ("dextrose", "12.5", None), ("lidocaine", "1", None), total_ml="40")
    answer = check(client, record, sent)
    words = text(answer)
    assert "lidocaine 400 mg of 300 mg, 133.3 %" in words
    assert offers(answer) == [("Lidocaine 0.75 %", {"strengths-1-pct": "0.75"})]
    refused = keep(client, record, sent)
    assert "Too much local anesthetic." in text(refused)
    assert not Mix.objects.exists()


def test_milligrams_typed_as_percent_are_recognized(client, record, ruth):
    bench.stocked(ruth)
    sent = form(record, ("lidocaine", "10", None))
    assert "1 % = 10 mg/mL: 10 mg/mL is 1 %." in text(check(client, record, sent))


def test_the_syringe_alone_above_the_limit_gets_another_volume(client, record, ruth):
    bench.stocked(ruth)
    sent = form(record, ("dextrose", "25", None), total_ml="7.5")
    answer = check(client, record, sent)
    assert "Dextrose 25.333 % is above this clinic's limit of 25 %." in text(answer)
    assert offers(answer) == [("Make 7.6 mL", {"total_ml": "7.6"})]


def test_it_is_kept_for_the_injections_that_were_ticked(client, record, ruth):
    bench.stocked(ruth)
    row = row_of(record, 1)
    sent = form(
        record, ("dextrose", "20", None), ("lidocaine", "0.2", None), injections=[str(row.pk)]
    )
    answer = keep(client, record, sent)
    assert answer.url == url("prepare-mixes", record.session_id)
    mix = Mix.objects.get()
    row.refresh_from_db()
    assert (row.mix, row.dextrose_pct, row.anaesthetic_pct) == (mix, Decimal(20), Decimal("0.2"))
    assert row_of(record, 2).mix is None


def test_a_published_recipe_in_parts_is_made_up_to_a_volume(client, record, ruth):
    """Scarpone: 1 : 1.5 : 0.5 : 0.5 : 3.5 (E6)."""
    codes = ("sodium-morrhuate-5", "dextrose-50", "lidocaine-4", "bupivacaine-0-5")
    shelf = bench.stocked(ruth, *codes, "sodium-chloride-0-9")
    parts = ("2", "3", "1", "1", "7")
    sent = volumes(record, *zip(shelf.values(), parts, strict=True), total_ml="7")
    worked = check(client, record, sent).context["worked"]
    assert [part.ml for part in worked.drawn] == [
        Decimal("1.00"), Decimal("1.50"), Decimal("0.50"), Decimal("0.50"), Decimal("3.50")
    ]  # fmt: skip
    assert [one.pct.replace("\N{NO-BREAK SPACE}", " ") for one in worked.contents.substances] == [
        "0.714 %", "10.714 %", "0.286 %", "0.036 %"
    ]  # fmt: skip
    codes = [one.code for one in worked.cautions]
    assert "two_anaesthetics:bupivacaine+lidocaine" in codes


def test_cautions_are_ticked_before_it_is_kept(client, record, ruth):
    bench.stocked(ruth)
    sent = form(record, ("dextrose", "5", None))
    assert "To be read and accepted first" in text(keep(client, record, sent))
    codes = [one.code for one in check(client, record, sent).context["worked"].cautions]
    assert keep(client, record, sent, acknowledged=codes).status_code == 302
    assert Mix.objects.get().acknowledged == codes


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"as_shown": "1:1"}, "Compare the volumes below with what is on the bench"),
        ({"looks": ""}, "Look at the mix and say whether it is clear."),
        ({"total_ml": ""}, "Enter the volume to make."),
        ({"total_ml": "0"}, "The volume must be more than 0 mL."),
        ({"strengths-0-pct": "ten"}, "Enter a number."),
        ({"strengths-0-pct": ""}, "Enter the strength in percent."),
        ({"strengths-0-component": ""}, "Choose the component that this is about."),
        ({"strengths-TOTAL_FORMS": "-1"}, "did not arrive whole"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, record, ruth, more, words):
    bench.stocked(ruth)
    sent = form(record, ("dextrose", "20", None))
    worked = check(client, record, sent).context["worked"]
    kept = {"keep": "yes", "looks": "clear", "as_shown": worked.as_shown}
    answer = client.post(url("prepare-mix", record.session_id), sent | kept | more)
    assert words in text(answer)
    assert not Mix.objects.exists()


def test_plasma_is_refused_by_a_direct_sending_in_words(client, record, ruth):
    bench.stocked(ruth)
    plasma = row_of(record, 3)
    sent = form(record, ("dextrose", "20", None), injections=[str(plasma.pk)])
    kept = {"keep": "yes", "looks": "clear"}
    answer = client.post(url("prepare-mix", record.session_id), sent | kept)
    assert "This injection is not mixed here" in text(answer)
    assert not Mix.objects.exists()


def test_a_lot_that_is_not_on_the_shelf_is_no_choice(client, record, ruth):
    gone = bench.lot("dextrose-50", ruth, expires_on=bench.EXPIRED)
    sent = form(record, ("dextrose", "20", gone), keep="yes", looks="clear")
    answer = client.post(url("prepare-mix", record.session_id), sent)
    assert "Select a valid choice." in text(answer)


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_database_as_often_for_three_components_as_for_one(
    client, record, ruth, django_assert_num_queries, rows
):
    bench.stocked(ruth)
    bench.lot("bupivacaine-0-5", ruth)
    asked = [("lidocaine", "0.1", None), ("dextrose", "20", None), ("bupivacaine", "0.05", None)]
    sent = form(record, *asked[:rows])
    check(client, record, sent)
    with django_assert_num_queries(CHECKS):
        check(client, record, sent)
    with django_assert_num_queries(QUERIES):
        client.post(url("prepare-mix", record.session_id), sent)


def test_a_mix_typed_while_the_record_was_signed_is_shown(client, anna, ruth):
    bench.stocked(ruth)
    signed = given(agreed_plan(anna, ruth).sessions.get(number=1), ruth)
    sent = form(signed, ("dextrose", "17.5", None), total_ml="9", keep="yes")
    words = text(client.post(url("prepare-mix", signed.session_id), sent))
    assert "This record is signed." in words
    assert "17.5" in words
    assert not signed.mixes.filter(total_ml=9).exists()
