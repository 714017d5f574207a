"""One patient of the demo, led through the clinic step by step by the actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from clinic.demo import charts
from clinic.demo.charts import Chart, Row
from clinic.demo.conditions import Condition
from clinic.demo.people import Person
from clinic.demo.world import World
from patients.actions import history, medicines
from patients.actions.decisions import acknowledge_finding, override_finding
from patients.actions.person import register_patient
from patients.actions.screening import run_screening
from patients.models import Finding, Patient, Screening
from patients.rules import BY_ID, Moment
from patients.rules.policy import Policy
from patients.rules.questions import QUESTIONS
from scheduling.models import Appointment
from staff.models import User
from treatments.models import Plan, ProtocolVersion

DATES = ("onset", "started_on", "stopped_on", "ended_on", "disproved_on", "taken_on", "dated")
MINUTE = timedelta(minutes=1)
WEIGH_AGAIN_DAYS = 80  # the clinic's limit is 90
# What is recorded when a caution is acknowledged, by the label of its rule.
MEASURES = {
    "Substitute": "Nitrile gloves, latex-free syringe stoppers",
    "Analgesic plan": "Acetaminophen; the opioid stays as the prescriber set it",
    "Measures": "Treated lying down; comes with an escort",
    "Dose chosen": "Lower maximum kept, figures as planned",
    "Plan note": "Few points per session; bracing between sessions",
    "Decision on antibiotic cover": "Cardiologist asked: none needed for these injections",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a finding is overridden; `records` are the texts for the labels of its rule."""

    code: str
    text: str
    records: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Case:
    """`reasons` are those for overriding a rule, by its id; others stay open.

    `weighed_on` is the day of the newest weight in the chart.
    """

    world: World
    person: Person
    physician: User
    condition: Condition
    side: str
    chart: Chart
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    # How much of the good course this one takes: 1 as hoped, 0 nothing, negative worse.
    progress: float = 1.0
    guardian: str = ""
    weight: Decimal = field(init=False)
    weighed_on: date = field(init=False)
    patient: Patient = field(init=False)
    plan: Plan = field(init=False)

    @property
    def protocol(self) -> ProtocolVersion:
        return self.world.protocols[self.condition.protocol]

    @property
    def desk(self) -> User:
        return self.world.staff.front_desk

    def register(self, day: date, *, confirmed_new: bool = False) -> Patient:
        """The front desk opens the record."""
        person = self.person
        self.patient = register_patient(
            by=self.desk,
            today=day,
            confirmed_new=confirmed_new,
            given_name=person.given,
            family_name=person.family,
            birth_date=person.born(self.world.today),
            sex=person.sex,
            phone=person.phone,
            email=person.email,
            address=person.address,
            preferred_language=person.language,
            preferred_contact=person.contact,
            referrer=person.referrer,
            complaint=self.complaint,
        )
        return self.patient

    @property
    def complaint(self) -> str:
        return (
            f"{self.condition.complaint} ({self.side})"
            if self.sided
            else (self.condition.complaint)
        )

    @property
    def sided(self) -> bool:
        return self.condition.sided

    def come(self, day: date) -> datetime:
        """Register a week before, come to the first visit on `day`; gives the instant of it."""
        self.register(day - timedelta(days=7))
        visit = self.world.book(self.patient, self.physician, "first_visit", day, day)
        if visit is not None:
            self.world.attend(visit)
        moment = visit.starts_at if visit else self.world.at(day, 11)
        self.take_history(day, self.world.so_far(moment))
        return self.world.so_far(moment + 15 * MINUTE)

    def take_history(self, day: date, now: datetime) -> None:
        """Everything that `chart` says, as told on `day`, and the review of the lists."""
        who: dict[str, Any] = {"patient": self.patient, "by": self.physician, "today": day}
        for row in self.chart.problems:
            history.add_problem(**who, **_dated(row, day))
        for row in self.chart.medications:
            self._take_medicine(row, day)
        for row in self.chart.allergies:
            medicines.add_allergy(**who, **_dated(row, day))
        if not self.chart.allergies:
            medicines.set_allergies(patient=self.patient, status="none_known")
        for row in self.chart.letters:
            history.add_specialist_note(**who, **_dated(row, day))
        for row in (*self.chart.results, *self._measured(day)):
            values = _dated({"taken_on": 0} | row, day)
            values["value"] = Decimal(values["value"])
            history.add_result(**who, now=now, **values)
        for row in self.chart.prior_treatments:
            place: Row = {"region": self.condition.region, "side": self.side if self.sided else ""}
            history.add_prior_treatment(**who, **place | _dated(row, day))
        self.patient.refresh_from_db()
        history.review_history(patient=self.patient, by=self.physician, today=day)
        self.patient.refresh_from_db()

    def _take_medicine(self, row: Row, day: date) -> None:
        values = _dated(row, day)
        decided = values.pop("decided", None)
        if "dose_mg_per_day" in values:
            values["dose_mg_per_day"] = Decimal(values["dose_mg_per_day"])
        who: dict[str, Any] = {"by": self.physician, "today": day}
        medicine = medicines.add_medication(patient=self.patient, **who, **values)
        if decided is not None:
            medicines.record_prescriber_decision(
                medication=medicine,
                decision=decided.decision,
                prescriber=decided.prescriber,
                decided_on=day - timedelta(days=decided.days_ago),
                note=decided.note,
                **who,
            )

    def _measured(self, day: date) -> list[Row]:
        rng = self.world.rng
        height = rng.randrange(155, 172) if self.person.sex == "female" else rng.randrange(168, 192)
        bmi = rng.randrange(21, 33) if self.person.age >= 18 else 19
        self.weight, self.weighed_on = Decimal(round(bmi * height * height / 10_000)), day
        return [
            {"kind": "height", "value": str(height)},
            {"kind": "weight", "value": str(self.weight)},
            *({"kind": kind, "value": str(value)} for kind, value in self.vitals().items()),
        ]

    def vitals_of_the_day(self, day: date) -> dict[str, Decimal]:
        """With the weight, where the one on file is getting old."""
        if (day - self.weighed_on).days < WEIGH_AGAIN_DAYS:
            return self.vitals()
        self.weight, self.weighed_on = self.weight + self.world.rng.randrange(-2, 3), day
        return self.vitals() | {"weight": self.weight}

    def vitals(self) -> dict[str, Decimal]:
        rng = self.world.rng
        glucose = {"glucose": Decimal(rng.randrange(104, 172))} if self.has_diabetes else {}
        return glucose | {
            "bp_systolic": Decimal(rng.randrange(112, 142)),
            "bp_diastolic": Decimal(rng.randrange(66, 88)),
            "pulse": Decimal(rng.randrange(58, 84)),
            "temperature": Decimal(rng.randrange(362, 372)) / 10,
        }

    @property
    def has_diabetes(self) -> bool:
        return charts.DIABETES in self.chart.problems

    def answers(self, day: date, **other: str) -> dict[str, str]:
        """The answers to the questions before a plan, the good ones unless the chart says else."""
        return self._good(Moment.PLAN, day) | self.chart.answers | other

    def answers_of_the_day(self, day: date, **other: str) -> dict[str, str]:
        good = self._good(Moment.DAY, day)
        told = {name: said for name, said in self.chart.answers.items() if name in good}
        return good | told | other

    def _good(self, moment: Moment, day: date) -> dict[str, str]:
        """The answers that speak for treatment, to what is asked of this patient."""
        left_out = set() if self.may_be_pregnant(day) else {"pregnant", "breastfeeding"}
        asked = [q for q in QUESTIONS if moment in q.moments and q.id not in left_out]
        return {q.id: q.harmless.value for q in asked} | {"lists_reviewed": "yes"}

    def may_be_pregnant(self, day: date) -> bool:
        policy = Policy()
        ages = range(policy.pregnancy_age_from, policy.pregnancy_age_to + 1)
        return self.person.sex != "male" and self.patient.age_on(day) in ages

    def screen(self, day: date, now: datetime) -> Screening:
        """Before there is a plan."""
        screening = run_screening(
            patient=self.patient,
            kind=Screening.Kind.PLAN,
            by=self.physician,
            now=now,
            today=day,
            answers=self.answers(day),
        )
        return self.decide(screening, now)

    def decide(self, screening: Screening, now: datetime) -> Screening:
        """Acknowledge the cautions; override what there are reasons for; leave the rest open."""
        for finding in screening.findings.filter(state=Finding.State.OPEN):
            labels = BY_ID[finding.rule].records
            if finding.tier == Finding.Tier.CAUTION:
                acknowledge_finding(
                    finding=finding,
                    by=self.physician,
                    now=now,
                    recorded={label: MEASURES[label] for label in labels},
                )
            elif finding.rule in self.reasons:
                reason = self.reasons[finding.rule]
                override_finding(
                    finding=finding,
                    by=self.physician,
                    now=now,
                    reason_code=reason.code,
                    reason=reason.text,
                    recorded=dict(zip(labels, reason.records, strict=True)),
                    risk_discussed=True,
                    valid_for=Finding.Validity.PLAN,
                )
        screening.refresh_from_db()
        return screening

    def book_first_visit(self, first: date, last: date, **where: Any) -> Appointment | None:
        return self.world.book(self.patient, self.physician, "first_visit", first, last, **where)


def _dated(row: Row, day: date) -> Row:
    """The row with its "days ago" turned into dates before `day`."""
    return {
        key: day - timedelta(days=value) if key in DATES else value for key, value in row.items()
    }
