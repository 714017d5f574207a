"""The clinic's thresholds.

Published or stated values are the defaults; each has a range it may move in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from patients.rules import codec
from patients.rules.settings import SETTINGS


class PolicyError(ValueError):
    """A threshold is out of range.

    `errors` maps the setting's name to a sentence for its form field.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Every threshold of the rules. Raises PolicyError when one is outside its range."""

    hba1c_uncontrolled: Decimal = Decimal("8.0")
    hba1c_caution: Decimal = Decimal("7.5")
    hba1c_suggests_diabetes: Decimal = Decimal("6.5")
    hba1c_max_age_days: int = 90
    glucose_day_limit: Decimal = Decimal("250")
    fever_celsius: Decimal = Decimal("38.0")
    fever_free_days: int = 2
    antibiotic_free_days: int = 7
    fluoroquinolone_free_days: int = 30
    inr_limit: Decimal = Decimal("3.0")
    inr_limit_high_risk: Decimal = Decimal("1.8")
    inr_max_age_days: int = 7
    platelets_minimum: Decimal = Decimal("20")
    platelets_minimum_high_risk: Decimal = Decimal("50")
    platelets_caution: Decimal = Decimal("100")
    aspirin_low_dose_mg: Decimal = Decimal("100")
    nsaid_days_before: int = 7
    nsaid_days_after: int = 28
    steroid_free_days: int = 28
    steroid_injection_days: int = 90
    pregnancy_age_from: int = 10
    pregnancy_age_to: int = 60
    adult_age: int = 18
    elderly_age: int = 70
    low_weight_kg: Decimal = Decimal("50")
    bp_systolic_limit: int = 180
    bp_diastolic_limit: int = 110
    weight_max_age_days: int = 90
    bmi_limit: Decimal = Decimal("40")
    bp_max_age_days: int = 90
    gout_free_days: int = 28
    replacement_planned_days: int = 90
    note_max_age_days: int = 365
    consent_valid_months: int = 12
    reduced_dose_factor: Decimal = Decimal("0.7")
    lidocaine_mg_per_kg: Decimal = Decimal("4.5")
    lidocaine_max_mg: Decimal = Decimal("300")
    bupivacaine_mg_per_kg: Decimal = Decimal("2.0")
    bupivacaine_max_mg: Decimal = Decimal("175")
    ropivacaine_mg_per_kg: Decimal = Decimal("2.0")
    ropivacaine_max_mg: Decimal = Decimal("200")
    mepivacaine_mg_per_kg: Decimal = Decimal("4.4")
    procaine_mg_per_kg: Decimal = Decimal("6.0")
    dextrose_usual_min: Decimal = Decimal("12.5")
    dextrose_usual_max: Decimal = Decimal("25")
    dextrose_most: Decimal = Decimal("25")
    dose_warning_pct: Decimal = Decimal("75")
    beyond_use_minutes: int = 60
    multi_dose_days: int = 28
    syringe_step_ml: Decimal = Decimal("0.1")
    review_after_session: int = 2
    late_go_on_days: int = 14
    late_recheck_days: int = 56
    late_cancellation_hours: int = 24
    reminder_days_before: int = 2
    # Rules whose override counts only once another physician has signed it too.
    second_signature: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        errors = {}
        for setting in SETTINGS:
            value = getattr(self, setting.name)
            inside = value == value and Decimal(setting.lowest) <= value <= Decimal(setting.highest)
            if not inside:
                unit = f" {setting.unit}" if setting.unit else ""
                errors[setting.name] = (
                    f"{setting.label}: between {setting.lowest} and {setting.highest}{unit}."
                )
        for low, high in _IN_ORDER:
            if not errors and getattr(self, low) > getattr(self, high):
                errors[low] = f"This must not be above “{LABELS[high]}”."
        if errors:
            raise PolicyError(errors)

    def to_json(self) -> dict[str, Any]:
        result: dict[str, Any] = codec.encode(self)
        return result

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Raises ValueError; a threshold that was added since takes its default."""
        return codec.decode(cls, raw)


LABELS = {setting.name: setting.label for setting in SETTINGS}

_IN_ORDER = (
    ("hba1c_suggests_diabetes", "hba1c_caution"),
    ("hba1c_caution", "hba1c_uncontrolled"),
    ("inr_limit_high_risk", "inr_limit"),
    ("platelets_minimum", "platelets_minimum_high_risk"),
    ("platelets_minimum_high_risk", "platelets_caution"),
    ("pregnancy_age_from", "pregnancy_age_to"),
    ("dextrose_usual_min", "dextrose_usual_max"),
    ("dextrose_usual_min", "dextrose_most"),
    ("late_go_on_days", "late_recheck_days"),
)
