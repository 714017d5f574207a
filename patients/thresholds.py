"""The thresholds as people read them: in groups, each with its value, range, rules and source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from patients.rules import BY_ID, Override, Policy, Rule
from patients.rules.settings import SETTINGS, Setting

# Only where a physician overrides with a reason can a second one be asked to sign it.
SECOND_SIGNATURE_RULES = frozenset(
    rule.id for rule in BY_ID.values() if rule.override is Override.PHYSICIAN
)
_PUBLISHED = Policy()
_BY_NAME = {setting.name: setting for setting in SETTINGS}

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Diabetes": (
        "hba1c_uncontrolled",
        "hba1c_caution",
        "hba1c_suggests_diabetes",
        "hba1c_max_age_days",
        "glucose_day_limit",
    ),
    "Infection": (
        "fever_celsius",
        "fever_free_days",
        "antibiotic_free_days",
        "gout_free_days",
        "replacement_planned_days",
    ),
    "Bleeding": (
        "inr_limit",
        "inr_limit_high_risk",
        "inr_max_age_days",
        "platelets_minimum",
        "platelets_minimum_high_risk",
        "platelets_caution",
    ),
    "Medicines": (
        "fluoroquinolone_free_days",
        "aspirin_low_dose_mg",
        "nsaid_days_before",
        "nsaid_days_after",
        "steroid_free_days",
        "steroid_injection_days",
    ),
    "Pregnancy and age": ("pregnancy_age_from", "pregnancy_age_to", "adult_age"),
    "Vital signs": (
        "weight_max_age_days",
        "bmi_limit",
        "bp_systolic_limit",
        "bp_diastolic_limit",
        "bp_max_age_days",
    ),
    "Anesthetic dose": (
        "elderly_age",
        "low_weight_kg",
        "reduced_dose_factor",
        "lidocaine_mg_per_kg",
        "lidocaine_max_mg",
        "bupivacaine_mg_per_kg",
        "bupivacaine_max_mg",
        "ropivacaine_mg_per_kg",
        "ropivacaine_max_mg",
        "mepivacaine_mg_per_kg",
        "procaine_mg_per_kg",
        "dose_warning_pct",
    ),
    "Solutions": (
        "dextrose_usual_min",
        "dextrose_usual_max",
        "dextrose_most",
        "syringe_step_ml",
        "beyond_use_minutes",
        "multi_dose_days",
    ),
    "Course of treatment": ("review_after_session", "late_go_on_days", "late_recheck_days"),
    "Visits": ("late_cancellation_hours", "reminder_days_before"),
    "Consent and letters": ("consent_valid_months", "note_max_age_days"),
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """One setting with the value that is in force, in words and as a number."""

    setting: Setting
    value: Decimal | int

    @property
    def name(self) -> str:
        return self.setting.name

    @property
    def published(self) -> Decimal | int:
        value: Decimal | int = getattr(_PUBLISHED, self.name)
        return value

    @property
    def is_published(self) -> bool:
        return self.value == self.published

    @property
    def words(self) -> str:
        return with_unit(self.value, self.setting)

    @property
    def published_words(self) -> str:
        return with_unit(self.published, self.setting)

    @property
    def range_words(self) -> str:
        """`6.5 to 12 %`"""
        return f"{self.setting.lowest} to {with_unit(Decimal(self.setting.highest), self.setting)}"

    @property
    def rules(self) -> list[Rule]:
        return [BY_ID[rule] for rule in self.setting.rules if rule in BY_ID]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one version of the thresholds changed."""

    label: str
    before: str
    after: str


def grouped(policy: Policy) -> list[tuple[str, list[Threshold]]]:
    """Every threshold under the title of its group."""
    return [
        (title, [Threshold(_BY_NAME[name], getattr(policy, name)) for name in names])
        for title, names in GROUPS.items()
    ]


def limits_of(rule: Rule | None, policy: Policy | None) -> list[Threshold]:
    """The thresholds that a rule looks at, as they were in `policy`."""
    if rule is None or policy is None:
        return []
    return [
        Threshold(setting, getattr(policy, setting.name))
        for setting in SETTINGS
        if rule.id in setting.rules
    ]


def differences(before: Policy, after: Policy) -> list[Difference]:
    """What changed, in the order of the table; the second signatures last."""
    found = [
        Difference(
            setting.label,
            with_unit(getattr(before, setting.name), setting),
            with_unit(getattr(after, setting.name), setting),
        )
        for setting in SETTINGS
        if getattr(before, setting.name) != getattr(after, setting.name)
    ]
    if before.second_signature != after.second_signature:
        found.append(
            Difference(
                "Second signature asked for",
                _named(before.second_signature),
                _named(after.second_signature),
            )
        )
    return found


def second_signature_choices() -> list[tuple[str, str]]:
    """Rule id and title, in the order of the table."""
    return [
        (rule.id, f"{rule.id} {rule.title}")
        for rule in BY_ID.values()
        if rule.id in SECOND_SIGNATURE_RULES
    ]


def plain(value: Decimal | int) -> str:
    """`8`, `7.5`: without the zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(value: Decimal | int, setting: Setting) -> str:
    """`8 %`, `90 days`."""
    return f"{plain(value)} {setting.unit}" if setting.unit else plain(value)


def _named(rules: Iterable[str]) -> str:
    titles = [f"{rule} {BY_ID[rule].title}" if rule in BY_ID else rule for rule in sorted(rules)]
    return "; ".join(titles) or "no rule"
