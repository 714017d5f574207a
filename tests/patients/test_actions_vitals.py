from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from patients.actions.vitals import keep_vitals
from patients.forms.vitals import VitalsForm
from patients.models import Patient, Result
from patients.rules import Facts, Moment, Policy
from patients.rules.facts import MedicationFact, ProblemFact, ResultFact
from patients.vitals import vitals_asked
from staff.models import User
from tests.patients.screenings import NOON, TODAY, healthy

POLICY = Policy()


@pytest.fixture
def anna(ruth: User) -> Patient:
    return healthy(ruth)


def keep(patient: Patient, by: User, units: dict[str, str] | None = None, **vitals: str) -> None:
    keep_vitals(
        patient=patient,
        vitals={kind: Decimal(value) for kind, value in vitals.items()},
        units=units or {},
        by=by,
        now=NOON,
        today=TODAY,
    )


def on_file(patient: Patient) -> dict[str, Decimal]:
    return dict(Result.objects.filter(patient=patient, taken_on=TODAY).values_list("kind", "value"))


def test_what_was_typed_is_kept_in_the_unit_of_the_record(anna: Patient, ruth: User) -> None:
    keep(anna, ruth, {"weight": "lb", "height": "in"}, weight="150", height="66", pulse="71")

    assert on_file(anna).items() >= {
        "weight": Decimal("68.0"), "height": Decimal("167.6"), "pulse": Decimal("71"),
    }.items()  # fmt: skip


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(anna: Patient, ruth: User) -> None:
    before = on_file(anna)
    with pytest.raises(ValidationError) as caught:
        keep(anna, ruth, weight="700", temperature="98", pulse="70")

    assert caught.value.message_dict == {
        "weight": ["Weight must be between 1 and 300 kg. Check the figure."],
        "temperature": [
            "Temperature must be between 30 and 45 °C. Check the figure. "
            "If it is in °F, choose that unit."
        ],
    }
    assert on_file(anna) == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"bp_systolic": "128"}, {"bp_diastolic": ["Enter the lower figure as well."]}),
        ({"bp_diastolic": "80"}, {"bp_systolic": ["Enter the upper figure as well."]}),
        (
            {"bp_systolic": "80", "bp_diastolic": "128"},
            {"bp_systolic": ["The upper figure must be above the lower one."]},
        ),
    ],
)
def test_half_a_blood_pressure_is_refused(anna: Patient, ruth: User, typed, said) -> None:
    with pytest.raises(ValidationError) as caught:
        keep(anna, ruth, **typed)

    assert caught.value.message_dict == said


def test_the_form_gives_what_the_action_takes() -> None:
    form = VitalsForm(
        {"weight": "150", "weight_unit": "lb", "bp_systolic": "", "height": "170"},
        kinds=["bp_systolic", "weight", "height"],
    )

    assert form.is_valid()
    assert form.vitals() == {"weight": Decimal(150), "height": Decimal(170)}
    assert form.units() == {"bp_systolic": "", "weight": "lb", "height": ""}


def facts(moment: Moment, *results: tuple[str, str, int], **fields) -> Facts:
    return Facts(
        today=TODAY,
        moment=moment,
        birth_date=date(1968, 4, 12),
        results=tuple(
            ResultFact(kind=kind, value=Decimal(value), taken_on=TODAY - timedelta(days=days))
            for kind, value, days in results
        ),
        **fields,
    )


FRESH = (
    ("weight", "70", 90), ("height", "170", 2000), ("bp_systolic", "120", 90),
    ("bp_diastolic", "80", 90),
)  # fmt: skip
OLD = (
    ("weight", "70", 91), ("height", "170", 2000), ("bp_systolic", "120", 91),
    ("bp_diastolic", "80", 91),
)  # fmt: skip
EVERY_DAY = ["temperature", "bp_systolic", "bp_diastolic", "pulse"]


def test_before_a_plan_only_what_is_missing_or_old_is_asked() -> None:
    assert vitals_asked(facts(Moment.PLAN), POLICY) == [
        "bp_systolic", "bp_diastolic", "weight", "height",
    ]  # fmt: skip
    assert vitals_asked(facts(Moment.PLAN, *FRESH), POLICY) == []
    assert vitals_asked(facts(Moment.PLAN, *OLD), POLICY) == [
        "bp_systolic", "bp_diastolic", "weight",
    ]  # fmt: skip


def test_the_clinic_says_when_a_weight_is_old() -> None:
    strict = Policy(weight_max_age_days=30)
    assert vitals_asked(facts(Moment.PLAN, *FRESH), strict) == ["weight"]


def test_on_the_day_vital_signs_are_asked_each_time() -> None:
    assert vitals_asked(facts(Moment.DAY, *FRESH), POLICY) == EVERY_DAY
    assert vitals_asked(facts(Moment.DAY, *OLD), POLICY) == [*EVERY_DAY, "weight"]


def test_glucose_is_asked_in_diabetes_and_an_inr_on_warfarin() -> None:
    diabetes = ProblemFact(display="Type 2 diabetes", system="icd10cm", code="E11.9")
    warfarin = MedicationFact(
        name="warfarin", classes=frozenset({"anticoagulant", "warfarin"}), route="oral"
    )

    assert vitals_asked(facts(Moment.DAY, *FRESH, problems=(diabetes,)), POLICY) == [
        *EVERY_DAY, "glucose",
    ]  # fmt: skip
    assert vitals_asked(facts(Moment.DAY, *FRESH, medications=(warfarin,)), POLICY) == [
        *EVERY_DAY, "inr",
    ]  # fmt: skip
