"""Who the patients of the demo are. Names are made up; phone numbers are reserved for fiction."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from patients.names import fold

FEMALE, MALE = "female", "male"

STREETS = (
    "Alder Court", "Birchwood Lane", "Cannery Row", "Dogwood Drive", "Elm Terrace",
    "Fairview Road", "Garnet Street", "Hickory Hill", "Juniper Way", "Larkspur Avenue",
    "Magnolia Street", "Orchard Road", "Quarry Lane", "Sycamore Street", "Willow Bend",
)  # fmt: skip
TOWNS = ("Ashford, KY 40099", "Brookhaven, KY 40098", "Clearwater, IN 47199", "Dunmore, KY 40097")
AREA_CODES = ("502", "606", "812", "859")
REFERRERS = (
    "Dr. Alan Whitcomb, family medicine", "Dr. Joyce Nakamura, rheumatology",
    "Dr. Peter Salinas, orthopedics", "Marcus Bell, physical therapist", "A friend",
    "Found us online", "Dr. Renée Fontaine, sports medicine",
)  # fmt: skip

GIVEN_FEMALE = (
    "Abigail", "Beatriz", "Carolyn", "Deepika", "Elena", "Fatima", "Grace", "Hannah", "Imani",
    "Jennifer", "Keiko", "Lillian", "Monique", "Nadia", "Olga", "Patricia", "Rosa", "Susan",
    "Tamika", "Valerie", "Wendy", "Yolanda",
)  # fmt: skip
GIVEN_MALE = (
    "Aaron", "Brandon", "Curtis", "Dmitri", "Edwin", "Frank", "George", "Hassan", "Isaac",
    "Jerome", "Kenneth", "Luis", "Martin", "Nathan", "Omar", "Paul", "Rashid", "Samuel",
    "Terrence", "Victor", "William", "Yusuf",
)  # fmt: skip
FAMILY = (
    "Abrams", "Banerjee", "Carlson", "Delgado", "Ellison", "Farrell", "Goldberg", "Hoang",
    "Iverson", "Jefferson", "Kaplan", "Lindgren", "Maddox", "Nguyen", "Okonkwo", "Petrov",
    "Quinn", "Robinson", "Sandoval", "Thornton", "Underwood", "Vasquez", "Washington", "Xiong",
    "Yamamoto", "Zimmerman",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who comes to the demo clinic. `birthday` is month and day, `age` completed years."""

    given: str
    family: str
    sex: str
    age: int
    birthday: tuple[int, int] = (6, 15)
    language: str = "English"
    phone: str = ""
    address: str = ""
    referrer: str = ""

    def born(self, today: date) -> date:
        """The birth date with which the person has this age on `today`."""
        month, day = self.birthday
        year = today.year - self.age - ((month, day) > (today.month, today.day))
        if (month, day) == (2, 29):
            # Only every fourth year has the day; the age may be up to three years more.
            year -= year % 4
        return date(year, month, day)

    @property
    def email(self) -> str:
        name = f"{fold(self.given)}.{fold(self.family)}".replace(" ", "")
        return f"{name}@example.com"

    @property
    def contact(self) -> str:
        """Half of them like to be written to better."""
        return "email" if self.phone[-1:] in "13579" else "phone"


def settled(person: Person, rng: Random) -> Person:
    """The person with a telephone, an address and a referrer, if nothing else was said."""
    return replace(
        person,
        phone=person.phone or f"({rng.choice(AREA_CODES)}) 555-01{rng.randrange(100):02d}",
        address=person.address
        or f"{rng.randrange(10, 2000)} {rng.choice(STREETS)}, {rng.choice(TOWNS)}",
        referrer=person.referrer or rng.choice(REFERRERS),
    )


def strangers(rng: Random) -> Iterator[Person]:
    """Ever more people, no two of the same name."""
    seen: set[tuple[str, str]] = set()
    middles = ("", "", " J.", " M.", " R.", " L.")
    while True:
        sex = rng.choice((FEMALE, MALE))
        given = rng.choice(GIVEN_FEMALE if sex == FEMALE else GIVEN_MALE) + rng.choice(middles)
        family = rng.choice(FAMILY)
        if (given, family) in seen:
            # Once the plain names run out, double names keep people apart.
            family = f"{family}-{rng.choice(FAMILY)}"
            if (given, family) in seen:
                continue
        seen.add((given, family))
        birthday = (rng.randrange(1, 13), rng.randrange(1, 29))
        yield Person(
            given=given, family=family, sex=sex, age=rng.randrange(24, 69), birthday=birthday
        )
