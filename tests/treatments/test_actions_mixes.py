"""Batches: what goes in, what the injections then hold, what is refused, what stays."""

from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from patients.models import ScreeningPolicy
from patients.policy import clinic_policy
from patients.rules import Policy
from tests import people
from tests.built_once import parts
from tests.treatments import bench
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT, TODAY, anna_with_ruth, healthy
from tests.treatments.days import agreed_plan, noon, started
from treatments.actions import mixes
from treatments.actions.outside_doses import OutsideGiven, record_outside_doses
from treatments.actions.stock import open_vial
from treatments.batches import groups_of
from treatments.injected import check_injected
from treatments.mix_checks import day_so_far
from treatments.mix_choice import fingerprint, plan_batches, shelf_for
from treatments.mixes import solution_of
from treatments.models import Lot, Mix, MixPart, Vial

pytestmark = pytest.mark.django_db

NOW = noon(TODAY)
# 15 points of 0.5 mL around the knee (E11).
AROUND = replace(KNEE_LIGAMENT, volume_ml=Decimal("7.5"), points=15)


@pytest.fixture
def finer(ruth):
    """Syringes that are read to 0.05 mL, as the worked knee day needs."""
    ScreeningPolicy.objects.create(
        number=1,
        values=Policy(syringe_step_ml=Decimal("0.05")).to_json(),
        reason="Syringes of 3 mL",
        changed_by=ruth,
        changed_at=NOW,
    )


def record_for(patient, by, *targets):
    plan = agreed_plan(patient, by, targets=targets or (KNEE_JOINT, AROUND))
    return started(plan.sessions.get(number=1), by)


def build():
    """Anna's knee day: 6 mL of 25 % inside, 7.5 mL of 15 % with lidocaine outside."""
    there = anna_with_ruth()
    there.record = record_for(there.anna, there.ruth)
    record_outside_doses(record=there.record, by=there.ruth, given_elsewhere=False)
    return there


ruth, ben, anna, record = parts("ruth", "ben", "anna", "record")


@pytest.fixture
def knee_day(finer, ruth, ben):
    """The same day of another patient, screened when the finer syringes were there."""
    boris = healthy(people.patient("Boris Lind", registered_by=ben), ruth)
    record = record_for(boris, ruth)
    record_outside_doses(record=record, by=ruth, given_elsewhere=False)
    return record


@pytest.fixture
def shelf(ruth):
    return bench.stocked(ruth)


class AcceptAll:
    """Every caution is ticked."""

    def __contains__(self, code):
        return True


def planned(record, by, **more):
    return mixes.make_planned_mixes(record=record, by=by, now=NOW, **more)


def drawn(mix):
    """("Dextrose 50 %", "3.00") of each part."""
    return [(part.lot.product.name, str(part.ml)) for part in mix.parts.all()]


def refusal(**call):
    with pytest.raises(ValidationError) as refused:
        mixes.make_mix(**{"now": NOW, "appearance": "clear"} | call)
    return refused.value


# ------------------------------------------------------------------ what the plan asks for


def test_the_knee_day_is_mixed_in_two_batches_to_the_last_digit(knee_day, ruth, shelf):
    record = knee_day
    inside, outside = planned(record, ruth)

    assert drawn(inside) == [("Dextrose 50 %", "3.00"), ("Sterile water for injection", "3.00")]
    assert drawn(outside) == [
        ("Dextrose 50 %", "2.25"),
        ("Lidocaine 1 %, multi-dose", "1.50"),
        ("Sterile water for injection", "3.75"),
    ]
    assert [mix.total_ml for mix in (inside, outside)] == [Decimal(6), Decimal("7.5")]
    first, second = record.injections.order_by("position")
    assert (first.mix, first.dextrose_pct, first.anaesthetic) == (inside, Decimal(25), "")
    assert (second.mix, second.dextrose_pct) == (outside, Decimal(15))
    assert (second.anaesthetic, second.anaesthetic_pct) == ("lidocaine", Decimal("0.2"))
    assert outside.wanted == [
        {"component": "dextrose", "pct": "15"},
        {"component": "lidocaine", "pct": "0.2"},
    ]


def test_an_injection_holds_what_is_truly_in_the_syringe(record, ruth, shelf):
    _, outside = planned(record, ruth)

    assert [ml for _, ml in drawn(outside)] == ["2.30", "1.50", "3.70"]
    second = record.injections.get(position=2)
    assert (second.dextrose_pct, second.target.dextrose_pct) == (Decimal("15.333"), Decimal(15))


def test_syringes_that_are_read_more_finely_today_hit_the_plan(record, ruth, shelf):
    _, outside = planned(record, ruth, syringe_step=Decimal("0.05"))

    assert [ml for _, ml in drawn(outside)] == ["2.25", "1.50", "3.75"]
    second = record.injections.get(position=2)
    assert (second.dextrose_pct, second.anaesthetic_pct) == (Decimal(15), Decimal("0.2"))
    solutions = [solution_of(mix) for mix in record.mixes.all()]
    assert sum(solution.dextrose_grams() for solution in solutions) == Decimal("2.625")
    assert solution_of(outside).milligrams("lidocaine") == Decimal(15)
    assert day_so_far(record).used_pct == "5.0 %"
    assert clinic_policy().syringe_step_ml == Decimal("0.1")


@pytest.mark.parametrize("step", ["0.07", "0", "-0.1", "NaN", "1E+9"])
def test_syringes_that_nobody_has_draw_nothing(record, ruth, shelf, step):
    with pytest.raises(ValidationError) as refused:
        planned(record, ruth, syringe_step=Decimal(step))
    assert refused.value.messages == ["Choose what the syringes are read to from the list."]
    assert not Mix.objects.exists()


def test_both_batches_come_out_of_the_same_container(record, ruth, shelf):
    planned(record, ruth)

    patient = record.session.plan.patient
    opened = {vial.lot.product.code: vial for vial in Vial.objects.all()}
    assert sorted(opened) == ["dextrose-50", "lidocaine-1-multi-dose", "sterile-water"]
    assert opened["dextrose-50"].patient == opened["sterile-water"].patient == patient
    assert opened["lidocaine-1-multi-dose"].patient is None


def test_injections_alike_share_one_batch(anna, ruth, shelf):
    other = replace(AROUND, structure="knee_lateral_collateral_ligament", volume_ml=Decimal(2))
    record = record_for(anna, ruth, AROUND, KNEE_JOINT, other)
    record_outside_doses(record=record, by=ruth, given_elsewhere=False)

    around, inside = planned(record, ruth)

    assert (around.total_ml, inside.total_ml) == (Decimal("9.5"), Decimal(6))
    assert [row.position for row in around.injections.order_by("position")] == [1, 3]


def test_the_product_used_last_is_taken_again(record, ruth, shelf):
    strong = bench.lot("lidocaine-2", ruth)
    mixes.make_mix(
        record=record,
        by=ruth,
        now=NOW,
        parts=[(strong, None, Decimal(1)), (shelf["sterile-water"], None, Decimal(4))],
        appearance="clear",
    )

    _, outside = planned(record, ruth)

    assert ("Lidocaine 2 %, single dose", "0.75") in drawn(outside)


def test_else_the_weakest_stock_and_the_lot_that_expires_first(record, ruth, shelf):
    bench.lot("lidocaine-2", ruth)
    sooner = bench.lot("dextrose-50", ruth, expires_on=TODAY, number="SOON")

    inside, outside = planned(record, ruth)

    assert inside.parts.first().lot == sooner
    assert drawn(outside)[1] == ("Lidocaine 1 %, multi-dose", "1.50")


def test_p2g_is_drawn_as_one_stock_with_the_phenol_of_its_lot(anna, ruth):
    bench.p2g(ruth)
    bench.stocked(ruth)
    low_back = replace(
        AROUND,
        dextrose_pct=Decimal("12.5"),
        glycerin_pct=Decimal("12.5"),
        phenol_pct=Decimal("1.25"),
        anaesthetic_pct=Decimal("0.5"),
        volume_ml=Decimal(10),
    )
    record = record_for(anna, ruth, low_back)
    record_outside_doses(record=record, by=ruth, given_elsewhere=False)

    (mix,) = planned(record, ruth, acknowledged=AcceptAll())

    assert drawn(mix) == [
        ("P2G (phenol, glycerin, dextrose)", "5.00"),
        ("Lidocaine 1 %, multi-dose", "5.00"),
    ]
    row = record.injections.get()
    assert [row.dextrose_pct, row.glycerin_pct, row.phenol_pct, row.anaesthetic_pct] == [
        Decimal("12.5"), Decimal("12.5"), Decimal("1.25"), Decimal("0.5")
    ]  # fmt: skip


def test_two_anesthetics_in_one_mix_are_read_and_accepted_first(anna, ruth, shelf):
    bench.lot("bupivacaine-0-5-multi-dose", ruth)
    both = replace(AROUND, second_anaesthetic="bupivacaine", second_anaesthetic_pct=Decimal("0.05"))
    record = record_for(anna, ruth, both)
    record_outside_doses(record=record, by=ruth, given_elsewhere=False)
    with pytest.raises(ValidationError) as refused:
        planned(record, ruth)
    assert any("Bupivacaine and lidocaine in one mix" in words for words in refused.value.messages)
    assert not Mix.objects.exists()

    (mix,) = planned(record, ruth, acknowledged=AcceptAll())

    assert "two_anaesthetics:bupivacaine+lidocaine" in mix.acknowledged
    row = record.injections.get()
    assert (row.anaesthetic, row.anaesthetic_pct) == ("lidocaine", Decimal("0.2"))
    assert (row.second_anaesthetic, row.second_anaesthetic_pct) == ("bupivacaine", Decimal("0.05"))


def test_a_procedure_that_is_not_mixed_asks_for_no_batch(anna, ruth, shelf):
    plasma = replace(
        KNEE_JOINT,
        dextrose_pct=None,
        procedure="prp",
        procedure_detail="4 mL",
        volume_ml=Decimal(4),
    )
    record = record_for(anna, ruth, plasma, KNEE_JOINT)
    (row,) = record.injections.filter(procedure="prp")

    (mix,) = planned(record, ruth)
    assert [injection.position for injection in mix.injections.all()] == [2]

    refused = refusal(
        record=record,
        by=ruth,
        parts=[(shelf["dextrose-50"], None, Decimal(4))],
        for_injections=[row.pk],
    )
    assert "Platelet-rich plasma is not mixed" in refused.messages[0]


# ------------------------------------------------------------------ refused


def test_without_stock_nothing_is_made_and_everything_missing_is_named(record, ruth):
    with pytest.raises(ValidationError) as refused:
        planned(record, ruth)
    assert refused.value.messages == [
        "Dextrose 25 %: There is no dextrose on the shelf. Receive a lot of it first.",
        "Dextrose 15 %, lidocaine 0.2 %: There is no dextrose on the shelf. Receive a lot of it "
        "first. There is no lidocaine on the shelf. Receive a lot of it first.",
    ]


def test_one_batch_that_cannot_be_made_leaves_the_other_unmade(record, ruth):
    bench.stocked(ruth, "dextrose-50", "sterile-water")
    with pytest.raises(ValidationError):
        planned(record, ruth)
    assert not Mix.objects.exists()
    assert not Vial.objects.exists()


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ({"expires_on": bench.EXPIRED}, "Dextrose 50 %, lot D-1 expired on Sat 31 Oct 2026."),
        (
            {"recalled_on": bench.EXPIRED, "recall_reason": "Particles"},
            "Dextrose 50 %, lot D-1 is recalled since Sat 31 Oct 2026.",
        ),
    ],
)
def test_a_lot_that_is_expired_or_recalled_is_no_stock(anna, ruth, gone, words):
    if "recalled_on" in gone:
        gone["recalled_by"] = ruth
    old = bench.lot("dextrose-50", ruth, **gone)
    record = record_for(anna, ruth, KNEE_JOINT)
    with pytest.raises(ValidationError) as refused:
        planned(record, ruth)
    assert words in refused.value.messages[0]

    refused = refusal(record=record, by=ruth, parts=[(old, None, Decimal(6))])
    assert refused.message_dict.keys() == {"parts", "dextrose"}


def test_a_single_dose_vial_of_another_patient_is_refused(record, ruth, ben, shelf):
    other = healthy(people.patient("Cora Diaz", registered_by=ben), ruth)
    vial = open_vial(lot=shelf["dextrose-50"], by=ruth, now=NOW, today=TODAY, patient=other)

    refused = refusal(
        record=record,
        by=ruth,
        parts=[
            (shelf["dextrose-50"], vial, Decimal(3)),
            (shelf["sterile-water"], None, Decimal(3)),
        ],
    )

    assert "opened for another patient" in refused.message_dict["parts"][0]
    assert not Mix.objects.exists()
    inside, _ = planned(record, ruth)
    assert inside.parts.first().vial.patient == record.session.plan.patient


def test_the_second_batch_of_a_day_counts_with_the_first(record, ruth, shelf):
    mixes.make_mix(
        record=record,
        by=ruth,
        now=NOW,
        parts=[(bench.lot("lidocaine-2", ruth), None, Decimal("14.5"))],
        appearance="clear",
        acknowledged=AcceptAll(),
    )

    with pytest.raises(ValidationError) as refused:
        planned(record, ruth)

    (words,) = refused.value.message_dict["lidocaine"]
    assert "Mix A: lidocaine 290 mg of 300 mg, 96.7 %; Mix C: lidocaine 15 mg of 300 mg" in words
    assert "101.7 % of the maximum for 70 kg" in words
    assert Mix.objects.count() == 1


def test_what_was_given_elsewhere_counts(record, ruth, shelf):
    dentist = OutsideGiven("lidocaine", Decimal(290), time(9, 30))
    record_outside_doses(record=record, by=ruth, given_elsewhere=True, doses=[dentist])

    with pytest.raises(ValidationError) as refused:
        planned(record, ruth)

    (words,) = refused.value.message_dict["lidocaine"]
    assert "lidocaine 290 mg of 300 mg" in words
    assert "101.7 %" in words


def test_an_anesthetic_is_not_mixed_before_somebody_asked(anna, ruth, shelf):
    record = record_for(anna, ruth)
    with pytest.raises(ValidationError) as refused:
        planned(record, ruth)
    assert refused.value.message_dict.keys() == {"elsewhere"}


def test_a_mix_that_is_not_clear_is_kept_as_waste(record, ruth, shelf):
    inside, outside = planned(record, ruth, appearance=["cloudy", "clear"])

    assert (inside.discarded_at, inside.discarded_by) == (NOW, ruth)
    assert inside.discard_reason == "Not clear: cloudy"
    assert outside.discarded_at is None
    assert record.injections.get(position=1).mix is None
    (again,) = planned(record, ruth)
    assert (again.letter, again.injections.get().position) == ("C", 1)


def test_nobody_mixes_without_saying_how_it_looks(record, ruth, shelf):
    with pytest.raises(ValidationError) as refused:
        planned(record, ruth, appearance="")
    assert refused.value.message_dict.keys() == {"appearance"}


def test_other_lots_than_shown_are_not_kept(record, ruth, shelf):
    policy = Policy()
    shown = fingerprint(
        plan_batches(groups_of(record.injections.all()), shelf_for(record, policy), policy)
    )
    bench.lot("dextrose-50", ruth, expires_on=TODAY, number="SOON")
    with pytest.raises(ValidationError) as refused:
        planned(record, ruth, as_shown=shown)
    assert refused.value.code == "changed"


@pytest.mark.parametrize(("shown", "sent"), [("0.05", "0.1"), ("0.1", "0.05"), ("0.05", None)])
def test_syringes_read_otherwise_than_shown_are_not_kept(record, ruth, shelf, shown, sent):
    policy = Policy(syringe_step_ml=Decimal(shown))
    seen = fingerprint(
        plan_batches(groups_of(record.injections.all()), shelf_for(record, policy), policy)
    )
    step = Decimal(sent) if sent else None
    with pytest.raises(ValidationError) as refused:
        planned(record, ruth, as_shown=seen, syringe_step=step)
    assert refused.value.code == "changed"
    assert not Mix.objects.exists()


def test_nothing_is_begun_under_a_screening_that_does_not_fit(record, anna, ruth, shelf):
    anna.medications.create(
        entered_by=ruth, name="Eliquis", classes=["anticoagulant"], classed_by="catalogue"
    )
    with pytest.raises(ValidationError) as refused:
        planned(record, ruth)
    assert refused.value.code == "stale screening"


def test_a_stale_page_and_another_physician_mix_nothing(record, ruth, shelf):
    with pytest.raises(ValidationError) as refused:
        planned(record, ruth, revision=record.revision)
    assert refused.value.code == "stale"
    with pytest.raises(ValidationError) as refused:
        planned(record, people.physician("Sam Okoro"))
    assert refused.value.code == "other physician"


def test_another_day_mixes_nothing(record, ruth, shelf):
    with pytest.raises(ValidationError) as refused:
        mixes.make_planned_mixes(record=record, by=ruth, now=NOW + timedelta(days=1))
    assert refused.value.messages == [
        "This session was opened on Mon 2 Nov 2026. Start it again today."
    ]


# ------------------------------------------------------------------ thrown away, and elsewhere


def test_a_mix_that_is_thrown_away_gives_its_injections_back(record, ruth, shelf):
    _, outside = planned(record, ruth)

    mixes.discard_mix(mix=outside, by=ruth, now=NOW, reason="Syringe fell down")

    row = record.injections.get(position=2)
    assert (row.mix, row.dextrose_pct, row.anaesthetic_pct) == (None, Decimal(15), Decimal("0.2"))
    with pytest.raises(ValidationError):
        mixes.discard_mix(mix=outside, by=ruth, now=NOW, reason="Again")
    with pytest.raises(ValidationError) as refused:
        mixes.discard_mix(mix=record.mixes.first(), by=ruth, now=NOW, reason=" ")
    assert refused.value.message_dict.keys() == {"reason"}


def test_the_answer_about_elsewhere_is_replaced_whole(record, ruth):
    first = [OutsideGiven("lidocaine", Decimal(36), time(9, 30))]
    record_outside_doses(record=record, by=ruth, given_elsewhere=True, doses=first)
    record_outside_doses(record=record, by=ruth, given_elsewhere=True, doses=first)
    assert record.outside_doses.count() == 1
    record_outside_doses(record=record, by=ruth, given_elsewhere=False, doses=first)
    record.refresh_from_db()
    assert (record.anaesthetic_elsewhere, record.outside_doses.count()) == (False, 0)


def test_a_dose_that_cannot_be_keeps_the_answer_as_it_was(record, ruth):
    wrong = [OutsideGiven("lidocaine", Decimal(0), time(9, 30))]
    with pytest.raises(ValidationError) as refused:
        record_outside_doses(record=record, by=ruth, given_elsewhere=True, doses=wrong)
    assert "doses-0-__all__" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        record_outside_doses(record=record, by=ruth, given_elsewhere=True)
    assert refused.value.message_dict.keys() == {"doses"}
    record.refresh_from_db()
    assert record.anaesthetic_elsewhere is False


# ------------------------------------------------------------------ injected


def test_what_is_injected_was_mixed_and_was_enough(record, ruth, shelf):
    assert len(check_injected(record)) == 2
    inside, _ = planned(record, ruth)
    assert check_injected(record) == []

    record.injections.filter(mix=inside).update(volume_ml=Decimal("6.1"))
    assert check_injected(record) == [
        "Mix A: 6.1 mL are recorded as injected, 6 mL were made. Correct the volumes."
    ]


@pytest.mark.parametrize(("seconds", "problems"), [(3600, 0), (3601, 2)])
def test_a_mix_is_too_old_after_sixty_minutes(record, ruth, shelf, seconds, problems):
    planned(record, ruth)
    assert len(check_injected(record, at=NOW + timedelta(seconds=seconds))) == problems


# ------------------------------------------------------------------ the database by itself


def by_sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("total_ml = 9", "treatments_mix"),
        ("mixed_at = now()", "treatments_mix"),
        ("ml = 1", "treatments_mixpart"),
    ],
)
def test_a_mix_stays_as_made_for_raw_sql(record, ruth, shelf, change, table):
    planned(record, ruth)
    with pytest.raises(DatabaseError):
        by_sql(f"UPDATE {table} SET {change}")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"expires_on": bench.EXPIRED}, "expired lot"),
        ({"recalled_on": TODAY, "recall_reason": "Particles"}, "recalled lot"),
    ],
)
def test_a_part_out_of_a_bad_lot_is_refused_by_raw_sql(record, ruth, shelf, wrong, says):
    planned(record, ruth)
    part = MixPart.objects.first()
    if "recalled_on" in wrong:
        wrong["recalled_by_id"] = ruth.pk
    Lot.objects.filter(pk=part.lot_id).update(**wrong)
    with pytest.raises(DatabaseError, match=says):
        by_sql(
            "INSERT INTO treatments_mixpart (mix_id, position, lot_id, vial_id, ml) "
            "VALUES (%s, 9, %s, %s, 1)",
            part.mix_id,
            part.lot_id,
            part.vial_id,
        )


def test_signing_something_that_was_not_mixed_is_refused_by_raw_sql(record, ruth):
    with pytest.raises(DatabaseError, match="not mixed"):
        by_sql(
            "UPDATE treatments_sessionrecord SET signed_at = now(), signed_by_id = %s, "
            "reaction = 'none' WHERE id = %s",
            ruth.pk,
            record.pk,
        )
