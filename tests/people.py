"""People with names, for tests: staff members, patients, and what they need to stand on."""

from datetime import date
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from patients.models import Patient
from patients.names import digits, fold
from staff.models import User

BIRTH = date(1968, 4, 12)
PASSWORD = "correct horse battery staple"  # everybody's


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def staff_member(full_name: str, *roles: str, **fields: Any) -> User:
    email = fields.pop("email", f"{fold(full_name).replace(' ', '.')}@clinic.example")
    fields.setdefault("password", _hashed())
    return User.objects.create(full_name=full_name, email=email, roles=list(roles), **fields)


def physician(full_name: str = "Ruth Adler", **fields: Any) -> User:
    return staff_member(full_name, "physician", **{"credentials": "MD"} | fields)


def front_desk(full_name: str = "Ben Castillo", **fields: Any) -> User:
    return staff_member(full_name, "front_desk", **fields)


def administrator(full_name: str = "Ines Okafor", **fields: Any) -> User:
    return staff_member(full_name, "administrator", **fields)


def patient(full_name: str = "Anna Berg", **fields: Any) -> Patient:
    """A registered patient, written straight to the table: the test is about what comes next."""
    given, _, family = full_name.rpartition(" ")
    registered_by = (
        fields.pop("registered_by", None)
        or User.objects.filter(roles__contains=["front_desk"]).first()
        or front_desk()
    )
    phone = fields.get("phone", "")
    return Patient.objects.create(
        **{
            # No number that the sequence could give to somebody who is registered.
            "record_number": f"T{Patient.objects.count() + 1:06d}",
            "given_name": given,
            "family_name": family,
            "birth_date": BIRTH,
            "sex": "female",
            "registered_by": registered_by,
            "given_key": fold(given),
            "family_key": fold(family),
            "name_key": fold(f"{given} {family}"),
            "phone_key": digits(phone),
        }
        | fields
    )
