"""The people who work at the demo clinic."""

from dataclasses import dataclass

from staff.actions import add_member
from staff.capabilities import Role
from staff.models import User

DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Staff:
    physician: User
    second_physician: User
    front_desk: User
    administrator: User

    @property
    def physicians(self) -> tuple[User, User]:
        return self.physician, self.second_physician


def add_staff(password: str) -> Staff:
    """One account of each kind, all with the same password. ValidationError if it is too weak."""

    def add(name: str, full_name: str, credentials: str, role: Role) -> User:
        return add_member(
            email=f"{name}@{DOMAIN}",
            full_name=full_name,
            credentials=credentials,
            roles=[role],
            password=password,
            by=None,
        )

    return Staff(
        physician=add("physician", "Ingrid Halvorsen", "MD", Role.PHYSICIAN),
        second_physician=add("second.physician", "Kwame Boateng", "DO", Role.PHYSICIAN),
        front_desk=add("frontdesk", "Teresa Molina", "", Role.FRONT_DESK),
        administrator=add("admin", "Philip Ashworth", "", Role.ADMINISTRATOR),
    )
