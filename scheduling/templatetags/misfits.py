"""For the pages of a plan, one floor below: what in the book does not fit it."""

from datetime import date

from django import template

from scheduling import misfits as found
from treatments.models import Plan, PlanVersion

register = template.Library()


@register.simple_tag
def misfits(plan: Plan, version: PlanVersion, today: date) -> list[found.Misfit]:
    return found.misfits(plan, version, today=today) if version.is_signed else []
