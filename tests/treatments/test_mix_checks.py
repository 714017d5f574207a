"""What the shelf, the chart and the day have to say about a mix: X9, X13 to X16, and the doses."""

from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patients.models import Problem, Result
from patients.rules import Policy
from tests.built_once import parts
from tests.treatments import bench
from tests.treatments.builders import TODAY, anna_with_ruth
from tests.treatments.proposals import (
    NOW,
    batch,
    checked,
    codes,
    knee_day,
    only,
    proposal,
    weak_knee,
)
from treatments.limits import Level
from treatments.mix_checks import (
    check_injectable,
    check_mixes,
    day_so_far,
)
from treatments.mixture import SolutionError
from treatments.models import Lot, OutsideDose, Session, SessionRecord

pytestmark = pytest.mark.django_db


def build() -> SimpleNamespace:
    there = anna_with_ruth()
    there.record = knee_day(there.anna, there.ruth)
    return there


ruth, ben, anna, record = parts("ruth", "ben", "anna", "record")


@pytest.fixture
def lots(ruth) -> dict[str, Lot]:
    return bench.stocked(ruth)


# ------------------------------------------------------------------ the knee day


def test_the_knee_day_has_nothing_to_say_and_shows_its_dose(record, lots):
    inside = proposal(
        (lots["dextrose-50"], "3"),
        (lots["sterile-water"], "3"),
        sites=tuple(record.injections.filter(position=1)),
        wanted=(("dextrose", Decimal(25)),),
    )
    outside = proposal(
        (lots["dextrose-50"], "2.25"),
        (lots["lidocaine-1-multi-dose"], "1.5"),
        (lots["sterile-water"], "3.75"),
        sites=tuple(record.injections.filter(position=2)),
        wanted=(("dextrose", Decimal(15)), ("lidocaine", Decimal("0.2"))),
        appearance="clear",
    )
    first, second = check_mixes(record, [inside, outside], now=NOW)
    assert (first.found, first.day) == ((), None)
    assert second.found == ()
    assert second.day.lines == ("Mix B: lidocaine 15 mg of 300 mg, 5.0 %",)
    assert second.solution.in_words() == "Dextrose 15 %, lidocaine 0.2 %"


def test_an_impossible_volume_is_a_solution_error(record, lots):
    with pytest.raises(SolutionError):
        checked(record, proposal((lots["dextrose-50"], "-1"), injected="1"))


def test_more_injected_than_made_is_refused_with_what_has_to_be_made(record, lots):
    one = only(record, weak_knee(lots, injected="10.5"))
    assert (one.level, one.field) == (Level.REFUSE, "total_ml")
    assert one.message == "10.5 mL are to be injected and 10 mL are made."
    assert one.offer == "Make 10.5 mL or more."


def test_a_strength_off_its_aim_is_acknowledged_by_its_own_code(record, lots):
    found = checked(record, weak_knee(lots, wanted=(("dextrose", Decimal(16)),)))
    (one,) = found.cautions
    assert one.code == "off_target:dextrose:15"
    assert found.stands_in_the_way([]) == (one,)
    assert found.stands_in_the_way(["off_target:dextrose:15"]) == ()
    assert found.stands_in_the_way(["off_target:dextrose:14"]) == (one,)


# ------------------------------------------------------------------ X9: elsewhere


def test_x9_nobody_asked_whether_anesthetic_was_given_elsewhere(record, lots):
    record.anaesthetic_elsewhere = None
    one = only(record, weak_knee(lots))
    assert (one.level, one.field) == (Level.REFUSE, "elsewhere")
    assert one.offer == "Ask, and enter how many milligrams and when."
    without = proposal((lots["dextrose-50"], "3"), (lots["sterile-water"], "7"))
    assert codes(record, without) == []


def test_x9_yes_without_a_figure_is_refused_and_a_figure_is_added(record, lots, ruth):
    record.anaesthetic_elsewhere = True
    assert codes(record, weak_knee(lots)) == [("refuse", "elsewhere")]
    OutsideDose.objects.create(
        record=record, agent="lidocaine", mg=Decimal(72), given_at=time(9, 30), entered_by=ruth
    )
    found = checked(record, weak_knee(lots))
    assert found.found == ()
    assert found.day.lines == (
        "Elsewhere at 9:30 am: lidocaine 72 mg of 300 mg, 24.0 %",
        "Mix A: lidocaine 20 mg of 300 mg, 6.7 %",
    )
    assert found.day.used_pct == "30.7 %"


# ------------------------------------------------------------------ doses of the day


def test_x7_a_second_batch_shows_both_and_is_refused_in_sum(record, lots):
    batch(record, lots["lidocaine-1-multi-dose"], "20")
    one = only(record, proposal((lots["lidocaine-1-multi-dose"], "20")))
    assert one.level is Level.REFUSE
    assert one.message == (
        "Too much local anesthetic. Mix A: lidocaine 200 mg of 300 mg, 66.7 %; "
        "Mix B: lidocaine 200 mg of 300 mg, 66.7 %. Together 133.3 % of the maximum for 70 kg."
    )
    assert one.offer.endswith("Of lidocaine 1 % at most 10 mL can be injected, 100.0 %.")


def test_only_what_is_drawn_from_a_batch_counts_and_a_batch_thrown_away_does_not(record, lots):
    mix = batch(record, lots["lidocaine-1-multi-dose"], "20")
    record.injections.filter(position=2).update(mix=mix)  # 7.5 mL
    batch(
        record, lots["lidocaine-1-multi-dose"], "20", position=2,
        discarded_at=NOW, discarded_by=record.physician, discard_reason="Dropped",
    )  # fmt: skip
    found = checked(record, weak_knee(lots))
    assert found.day.lines == (
        "Mix A: lidocaine 75 mg of 300 mg, 25.0 %",
        "Mix C: lidocaine 20 mg of 300 mg, 6.7 %",
    )
    assert day_so_far(record).used_pct == "25.0 %"


def test_another_session_of_the_day_counts_and_a_void_one_does_not(record, lots, ruth):
    plan = record.session.plan
    other = Session.objects.create(
        plan=plan, number=9, opens_on=TODAY, target_on=TODAY, closes_on=TODAY
    )
    earlier = SessionRecord.objects.create(
        session=other, physician=ruth, treated_on=TODAY, started_at=NOW - timedelta(hours=2)
    )
    batch(earlier, lots["lidocaine-1-multi-dose"], "10")
    found = checked(record, weak_knee(lots))
    assert found.day.lines[0] == "Mix A of session 9: lidocaine 100 mg of 300 mg, 33.3 %"
    Session.objects.filter(pk=other.pk).update(
        state="voided", given_on=TODAY, given_under=plan.signed_version()
    )
    assert len(checked(record, weak_knee(lots)).day.lines) == 1


def test_x5_three_quarters_of_the_maximum_are_acknowledged(record, lots):
    one = only(record, proposal((lots["lidocaine-1-multi-dose"], "24")))
    assert (one.level, one.code) == (Level.WARN, "dose:80")


def test_r40_lowers_the_maximum_of_a_patient_with_a_weak_heart(record, lots, ruth):
    Problem.objects.create(
        patient=record.session.plan.patient,
        display="Heart failure",
        system="icd10cm",
        code="I50.9",
        entered_by=ruth,
    )
    one = only(record, proposal((lots["lidocaine-1-multi-dose"], "22")))
    assert one.level is Level.REFUSE
    assert "lidocaine 220 mg of 210 mg, 104.8 %" in one.message
    assert "lowered by rule R40" in one.message


def test_x6_a_weight_of_91_days_ago_does_not_count(record, lots):
    Result.objects.filter(kind="weight").update(taken_on=TODAY - timedelta(days=91))
    found = checked(record, weak_knee(lots))
    assert [(one.field, one.source) for one in found.refusals] == [("weight", "R46")]
    assert found.day is None
    assert day_so_far(record) is None
    without = proposal((lots["dextrose-50"], "3"), (lots["sterile-water"], "7"))
    assert codes(record, without) == []


# ------------------------------------------------------------------ X15, X16


def test_x15_a_mix_may_be_injected_for_an_hour(record, lots):
    mix = batch(record, lots["dextrose-50"], "5")
    check_injectable(mix, NOW + timedelta(minutes=60))
    with pytest.raises(ValidationError) as refused:
        check_injectable(mix, NOW + timedelta(minutes=60, seconds=1))
    assert refused.value.messages == [
        "Mix A was mixed at 12:00 pm and could be injected until 1:00 pm (60 minutes). "
        "Throw it away and mix again."
    ]
    check_injectable(mix, NOW + timedelta(minutes=90), Policy(beyond_use_minutes=90))


def test_x16_what_is_not_clear_is_refused_and_counts_for_nothing(record, lots):
    found = checked(record, weak_knee(lots, appearance="cloudy"))
    assert [(one.level, one.field) for one in found.found] == [(Level.REFUSE, "appearance")]
    assert found.day is None


def test_x16_what_was_thrown_away_is_not_injected(record, lots):
    mix = batch(
        record, lots["dextrose-50"], "5", appearance="particles",
        discarded_at=NOW, discarded_by=record.physician, discard_reason="Particles",
    )  # fmt: skip
    with pytest.raises(ValidationError, match="Mix A was thrown away: Particles"):
        check_injectable(mix, NOW)


# ------------------------------------------------------------------ places and cost


def test_x22_phenol_is_refused_in_the_joint_and_named_by_its_protocol_acknowledged(record, ruth):
    p2g = proposal((bench.p2g(ruth), "5"), (bench.lot("lidocaine-1", ruth), "5"))
    joint = replace(p2g, sites=tuple(record.injections.filter(position=1)))
    assert ("refuse", "phenol") in codes(record, joint)


def test_x18_epinephrine_raises_the_limit_and_is_read(record, ruth):
    made = proposal((bench.lot("lidocaine-1-epinephrine-multi-dose", ruth), "30"))
    found = checked(record, made)
    assert [one.code for one in found.found] == ["epinephrine"]
    assert found.day.lines == ("Mix A: lidocaine 300 mg of 490 mg, 61.2 %",)


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_as_many_queries_for_one_mix_as_for_three(record, lots, ruth, number):
    for place in range(number):
        batch(record, lots["lidocaine-1-multi-dose"], "1", position=place + 1)
        OutsideDose.objects.create(
            record=record, agent="lidocaine", mg=Decimal(1), given_at=time(9), entered_by=ruth
        )
    fresh = SessionRecord.objects.select_related("session__plan__patient").get(pk=record.pk)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        check_mixes(fresh, [weak_knee(lots)] * number, now=NOW)
    assert len(caught) == 12
