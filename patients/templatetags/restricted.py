"""Rows of lists about charts that are restricted to other people: who it is, and nothing else."""

from django import template

from patients.models.restriction import shut_charts
from staff.models import User

register = template.Library()


@register.filter
def is_shut_to(patient_id: int, user: User) -> bool:
    return patient_id in shut_charts(user)
