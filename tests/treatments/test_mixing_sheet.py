"""The mixing sheet and the bench labels: what stands on them, on how many pages, who gets them."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patients.models import ScreeningPolicy
from patients.rules import Policy
from staff.models import AccessEvent
from tests.built_once import parts
from tests.treatments import bench
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT, TODAY, anna_with_ruth
from tests.treatments.days import agreed_plan, noon, started
from treatments.actions import mixes
from treatments.actions.outside_doses import record_outside_doses
from treatments.bench_sheets import bench_labels, mixing_sheet
from treatments.mix_cautions import in_words
from treatments.models import Lot, Mix, MixPart, SessionRecord
from treatments.typeset import typeset

pytestmark = pytest.mark.django_db

NOW = noon(TODAY)
AROUND = replace(KNEE_LIGAMENT, volume_ml=Decimal("7.5"), points=15)


def knee_day(anna, ruth):
    """The knee day E11, with syringes that are read to 0.05 mL."""
    ScreeningPolicy.objects.create(
        number=1,
        values=Policy(syringe_step_ml=Decimal("0.05")).to_json(),
        reason="Syringes of 3 mL",
        changed_by=ruth,
        changed_at=NOW,
    )
    bench.stocked(ruth)
    plan = agreed_plan(anna, ruth, targets=(KNEE_JOINT, AROUND))
    found = started(plan.sessions.get(number=1), ruth)
    return record_outside_doses(record=found, by=ruth, given_elsewhere=False)


def build():
    there = anna_with_ruth()
    there.record = knee_day(there.anna, there.ruth)
    return there


ruth, ben, anna, record = parts("ruth", "ben", "anna", "record")


@pytest.fixture
def mixed(record, ruth):
    mixes.make_planned_mixes(record=record, by=ruth, now=NOW)
    return record


def pages_of(pdf: bytes) -> int:
    assert pdf.startswith(b"%PDF-")
    return int(max(re.findall(rb"/Count (\d+)/", pdf), default=b"0"))


# ------------------------------------------------------------------ what stands on it


def test_the_sheet_of_the_knee_day_holds_both_mixes_and_is_one_page(mixed):
    content = mixing_sheet(mixed, now=NOW)

    assert [mix["letter"] for mix in content["mixes"]] == ["A", "B"]
    assert [mix["contents"] for mix in content["mixes"]] == [
        "Dextrose 25\u00a0%",
        "Dextrose 15\u00a0%, Lidocaine 0.2\u00a0%",
    ]
    inside, outside = content["mixes"]
    assert [(part["stock"], part["lot"], part["ml"]) for part in inside["parts"]] == [
        ("Dextrose 50 %", "D-1", "3 mL"),
        ("Sterile water for injection", "S-3", "3 mL"),
    ]
    assert [(part["stock"], part["lot"], part["ml"]) for part in outside["parts"]] == [
        ("Dextrose 50 %", "D-1", "2.25 mL"),
        ("Lidocaine 1 %, multi-dose", "L-2", "1.5 mL"),
        ("Sterile water for injection", "S-3", "3.75 mL"),
    ]
    assert [figure["value"] for figure in outside["figures"]] == [
        "1.125 g",
        "Lidocaine 15 mg",
        "759.0 mOsm/L",
    ]
    assert [step["value"] for step in outside["making"]] == [
        "12:00 pm",
        "1:00 pm",
        "Ruth Adler, MD",
        "Clear, no particles",
    ]
    assert outside["targets"] == ["Right knee, medial collateral ligament: 7.5 mL, 15 points"]
    assert content["doses"] == ["Mix B: lidocaine 15 mg of 300 mg, 5.0 %"]
    assert content["dose_sum"] == "Together 5.0 % of the maximum for 70 kg."
    assert content["patient"] == {
        "name": "Berg, Anna",
        "initials": "A. B.",
        "born": "12 Apr 1968",
        "number": mixed.session.plan.patient.record_number,
    }
    assert (content["place"], content["allergies"]) == ("right knee", "none known")
    assert pages_of(typeset("mixing_sheet", content)) == 1


def test_before_anything_is_mixed_the_sheet_shows_the_plan_with_lines_to_fill_in(record):
    content = mixing_sheet(record, now=NOW)

    assert [mix["contents"] for mix in content["mixes"]] == [
        "Dextrose 25\u00a0%",
        "Dextrose 15\u00a0%, Lidocaine 0.2\u00a0%",
    ]
    for mix in content["mixes"]:
        assert mix["state"] == "Not mixed yet: this is what the plan asks for."
        assert [step["value"] for step in mix["making"]] == ["", "", "", ""]
    assert pages_of(typeset("mixing_sheet", content)) == 1


def test_without_a_stock_the_sheet_says_what_is_missing(record, ruth):
    Lot.objects.update(expires_on=TODAY - timedelta(days=1))
    content = mixing_sheet(record, now=NOW)

    assert [mix["contents"] for mix in content["mixes"]] == [
        "Dextrose 25 %",
        "Dextrose 15 %, lidocaine 0.2 %",
    ]
    assert all(mix["problems"] for mix in content["mixes"])
    assert pages_of(typeset("mixing_sheet", content)) == 1


def test_accepted_cautions_stand_on_the_sheet_in_words(mixed):
    second = mixed.mixes.get(position=2)
    fresh = Mix.objects.create(
        record=mixed, position=3, total_ml=second.total_ml, mixed_at=NOW, mixed_by=second.mixed_by,
        appearance="clear", acknowledged=["two_anaesthetics:bupivacaine+lidocaine", "dose:81"],
    )  # fmt: skip
    for part in second.parts.all():
        MixPart.objects.create(
            mix=fresh, position=part.position, lot=part.lot, vial=part.vial, ml=part.ml
        )
    third = mixing_sheet(mixed, now=NOW)["mixes"][2]
    assert third["cautions"] == [
        "Two anesthetics in one mix: bupivacaine and lidocaine",
        "Anesthetic close to the maximum: 81 %",
    ]


WORDS = {
    "off_target:dextrose:12.857": "Strength off its aim: dextrose 12.857 %",
    "dextrose:10:range": "Dextrose outside the usual range: 10 %",
    "no_compatibility_data:dextrose+ropivacaine": "No compatibility data: dextrose and ropivacaine",
    "phenol:perineural": "Phenol where only this protocol names it",
    "epinephrine": "Anesthetic with epinephrine",
    "allergy:R18:0a1b2c3d": "Allergy, decided by the physician: R18",
}


@pytest.mark.parametrize("code", WORDS)
def test_each_code_that_can_be_accepted_has_words(code):
    assert in_words(code) == WORDS[code]


def test_one_label_a_mix_with_initials_instead_of_the_name(mixed):
    content = bench_labels(mixed, now=NOW)

    first, second = content["labels"]
    assert (first["letter"], first["contents"], first["total"]) == (
        "A",
        "Dextrose 25\u00a0%",
        "6 mL",
    )
    assert second["contents"] == "Dextrose 15\u00a0%, Lidocaine 0.2\u00a0%"
    assert (second["mixed_at"], second["use_before"]) == ("12:00 pm", "1:00 pm")
    assert second["mixed_by"] == "Ruth Adler, MD"
    assert content["patient"]["initials"] == "A. B."
    assert pages_of(typeset("bench_labels", content)) == 2


def test_the_longest_published_mix_fits_on_its_label(mixed):
    content = bench_labels(mixed, now=NOW)
    content["labels"] = content["labels"][:1]
    content["labels"][0] |= {
        "contents": "Sodium morrhuate 0.714 %, Dextrose 10.714 %, Lidocaine 0.286 %, "
        "Bupivacaine 0.036 %",
        "place": "left elbow; right knee; both shoulders",
    }
    assert pages_of(typeset("bench_labels", content)) == 1


# ------------------------------------------------------------------ text is text


HOSTILE = '#read("/etc/passwd") $x$ *b* _i_ `c` [a] <l> @r \\ "q" #{1/0} // /* = #pagebreak()'


def test_what_people_typed_is_text_and_never_markup(mixed):
    content = mixing_sheet(mixed, now=NOW)
    content["patient"] |= {"name": HOSTILE, "number": HOSTILE}
    content["allergies"] = content["physician"] = HOSTILE
    content["mixes"][0]["parts"][0]["lot"] = HOSTILE
    assert pages_of(typeset("mixing_sheet", content)) == 1
    labels = bench_labels(mixed, now=NOW)
    labels["patient"]["number"] = labels["labels"][0]["place"] = "#pagebreak() $"
    assert pages_of(typeset("bench_labels", labels)) == 2


def test_a_sheet_is_the_same_whether_or_not_a_name_looks_like_markup(mixed):
    content = mixing_sheet(mixed, now=NOW)
    content["patient"]["name"] = "#v(9cm)"
    marked = typeset("mixing_sheet", content, format="png")
    content["patient"]["name"] = ""
    assert typeset("mixing_sheet", content, format="png") != marked


# ------------------------------------------------------------------ who gets it


@pytest.mark.parametrize("name", ["mixing-sheet", "bench-labels"])
def test_the_pdf_is_shown_not_kept_and_its_printing_is_logged(signed_in, mixed, ruth, name):
    response = signed_in(ruth).get(reverse(name, args=[mixed.session_id]))

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (f'inline; filename="{name}-{mixed.session_id}.pdf"')
    assert "no-store" in response["Cache-Control"]
    assert pages_of(response.content) == (1 if name == "mixing-sheet" else 2)
    event = AccessEvent.objects.get(view=name)
    assert (event.action, event.patient_id) == ("print", mixed.session.plan.patient_id)


@pytest.mark.parametrize("name", ["mixing-sheet", "bench-labels"])
def test_before_the_session_is_started_there_is_no_sheet(signed_in, anna, ruth, name):
    plan = agreed_plan(anna, ruth)
    url = reverse(name, args=[plan.sessions.get(number=1).pk])
    assert signed_in(ruth).get(url).status_code == 404


def test_without_a_mix_there_is_no_label(signed_in, record, ruth):
    record.injections.all().delete()
    response = signed_in(ruth).get(reverse("bench-labels", args=[record.session_id]))
    assert response.url == reverse("prepare-mixes", args=[record.session_id])


@pytest.mark.parametrize("number", [1, 3])
def test_the_sheet_takes_as_many_queries_for_one_mix_as_for_three(mixed, number):
    first = mixed.mixes.get(position=1)
    for position in range(3, 2 + number):
        mix = Mix.objects.create(
            record=mixed, position=position, total_ml=Decimal(6), mixed_at=NOW,
            mixed_by=first.mixed_by, appearance="clear",
        )  # fmt: skip
        for part in first.parts.all():
            MixPart.objects.create(
                mix=mix, position=part.position, lot=part.lot, vial=part.vial, ml=part.ml
            )
    fresh = SessionRecord.objects.select_related("session__plan__patient", "physician")
    found = fresh.get(pk=mixed.pk)
    with CaptureQueriesContext(connection) as caught:
        mixing_sheet(found, now=NOW)
    assert len(caught) == 23
