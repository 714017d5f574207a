"""How long a text may be in the chart, asked of the models; longer ones are cut and told."""

from functools import cache

from django.db.models import Model

from patients.models import Allergy, Medication, Patient, PriorTreatment, Problem


@cache
def length(model: type[Model], field: str) -> int:
    most: int | None = getattr(model._meta.get_field(field), "max_length", None)
    assert most is not None, f"{model.__name__}.{field} has no length"
    return most


PROBLEM, MEDICATION, ALLERGY = Problem, Medication, Allergy
PATIENT, PRIOR_TREATMENT = Patient, PriorTreatment
