"""The people of the demo with a story of their own, the ones worth seeing first at the front."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import cycle
from random import Random

from clinic.demo import charts, conditions
from clinic.demo.case import Case, Reason
from clinic.demo.charts import Chart
from clinic.demo.conditions import LEFT, MIDLINE, RIGHT, Condition
from clinic.demo.people import FEMALE, MALE, Person, settled, strangers
from clinic.demo.stages import afterwards, before, finished, planned, today, treated

GUARDIAN = "Denise Hollis (mother)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Who comes with what to whom, and how far it has got.

    `special`: told once; all others are told again of other people until there are enough.
    """

    stage: Callable[[Case], None]
    person: Person
    condition: Condition
    side: str = RIGHT
    second: bool = False  # treated by the second physician
    chart: Chart = charts.HEALTHY
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    progress: float = 1.0
    guardian: str = ""
    special: bool = False


def stories(rng: Random) -> Iterator[Story]:
    """Without end: those below, then the same stages again with people who come by."""
    for story in STORIES:
        yield replace(story, person=settled(story.person, rng))
    others = strangers(rng)
    for story in cycle(story for story in STORIES if not story.special):
        person = next(person for person in others if person.sex == story.person.sex)
        condition = rng.choice(conditions.USUAL)
        yield replace(
            story,
            person=settled(person, rng),
            condition=condition,
            side=rng.choice((LEFT, RIGHT)) if condition.sided else MIDLINE,
            second=rng.random() < 0.5,
            chart=rng.choice(charts.USUAL) if story.chart in charts.USUAL else story.chart,
        )


def she(given: str, family: str, age: int, month: int, day: int, **more: str) -> Person:
    return Person(given=given, family=family, sex=FEMALE, age=age, birthday=(month, day), **more)


def he(given: str, family: str, age: int, month: int, day: int, **more: str) -> Person:
    return Person(given=given, family=family, sex=MALE, age=age, birthday=(month, day), **more)


STORIES = (
    Story(stage=today.in_room, person=she("Margaret", "Whitfield", 67, 3, 9),
          condition=conditions.KNEE, chart=charts.PRESSURE),
    Story(stage=before.screened, person=he("Ronald", "Pruitt", 59, 11, 2),
          condition=conditions.PLANTAR, side=LEFT, second=True, chart=charts.UNCONTROLLED,
          special=True),
    Story(stage=finished.follow_up_this_week, person=he("Daniel", "Kowalczyk", 44, 7, 21),
          condition=conditions.ELBOW),
    Story(stage=treated.window_closing, person=she("Latoya", "Simmons", 38, 5, 30),
          condition=conditions.SACROILIAC, side=LEFT, second=True),
    Story(stage=before.screened_for_a_draft, person=he("Walter", "Jennings", 74, 1, 17),
          condition=conditions.KNEE, side=LEFT, chart=charts.THINNER, special=True),
    Story(stage=today.arrived, person=he("Hector", "Ramírez", 52, 9, 14,
                                         language="Spanish"),
          condition=conditions.SHOULDER, second=True, chart=charts.STEROID_BEFORE),
    Story(stage=treated.alarm, person=she("Eleanor", "Vance", 63, 12, 5),
          condition=conditions.THUMB),
    Story(stage=before.just_registered, person=she("Siobhán", "O'Connor-Núñez", 31, 8, 19),
          condition=conditions.ANKLE, special=True),
    Story(stage=treated.unsigned_note, person=he("Tyler", "Brooks", 27, 4, 3),
          condition=conditions.ANKLE, side=LEFT),
    Story(stage=today.first_visit_expected, person=she("Priya", "Raman", 35, 10, 11),
          condition=conditions.WRIST),
    Story(stage=treated.call_due, person=she("Christine", "Aldridge", 49, 2, 24),
          condition=conditions.PLANTAR, second=True),
    Story(stage=treated.window_shut, person=he("Gregory", "Fenn", 56, 6, 8),
          condition=conditions.HIP, side=LEFT),
    Story(stage=today.follow_up_expected, person=she("Naomi", "Feldman", 41, 1, 29),
          condition=conditions.LOW_BACK, side=MIDLINE, progress=0.5),
    Story(stage=finished.follow_up_overdue, person=he("Raymond", "Castle", 61, 3, 27),
          condition=conditions.KNEE),
    Story(stage=planned.first_session_booked, person=he("Owen", "Gallagher", 33, 5, 6),
          condition=conditions.GROIN),
    Story(stage=today.treated, person=she("Judith", "Moreau", 58, 7, 12),
          condition=conditions.SHOULDER, side=LEFT, chart=charts.LATEX),
    Story(stage=planned.signed, person=she("Anita", "Deshmukh", 45, 9, 1),
          condition=conditions.SI_LIGAMENT, side=LEFT, second=True),
    Story(stage=planned.drafted, person=he("Stephen", "Holloway", 50, 10, 23),
          condition=conditions.NECK, side=MIDLINE, second=True),
    Story(stage=before.screened, person=she("Camille", "Rousseau", 47, 4, 16),
          condition=conditions.ELBOW, second=True),
    Story(stage=before.history_taken, person=he("Andre", "Whitaker", 39, 2, 7),
          condition=conditions.HAMSTRING, side=LEFT),
    Story(stage=before.screened_for_a_draft, person=he("Leonard", "Pike", 55, 8, 28),
          condition=conditions.KNEE, chart=charts.PAIN_RELIEVER, special=True),
    Story(stage=before.screened, person=she("Alicia", "Trujillo", 29, 6, 2),
          condition=conditions.SACROILIAC, chart=charts.UNKNOWN_PREGNANCY, special=True),
    Story(stage=before.screened, person=she("Hye-jin", "Park", 42, 11, 20),
          condition=conditions.THUMB, side=LEFT, second=True, chart=charts.CORN, special=True),
    Story(stage=before.screened_for_a_draft, person=she("Mei-Ling", "Chow", 60, 1, 8),
          condition=conditions.KNEE, second=True, chart=charts.UNCLASSIFIED,
          special=True),
    Story(stage=before.screened_for_a_draft, person=she("Ruthanne", "Kessler", 58, 9, 17),
          condition=conditions.SHOULDER, side=LEFT, chart=charts.SUSPECTED_CANCER, special=True),
    Story(stage=treated.next_session_booked, person=he("Elliott", "Marsh", 46, 2, 18),
          condition=conditions.ELBOW, chart=charts.BLEEDER_WITH_LETTER, special=True),
    Story(stage=before.screened_for_a_draft, person=she("Tamara", "Voss", 49, 5, 6),
          condition=conditions.KNEE, chart=charts.BIOLOGIC, special=True,
          reasons={"R16": Reason("mitigated", "Injection midway between two doses of adalimumab; "
                                              "skin prepared twice, check call on day 2.",
                                 ("Dr. Paul Amundsen, dermatology", "Day 7 of 14"))}),
    Story(stage=before.refused_then_cleared, person=he("Harold", "Benning", 63, 8, 4),
          condition=conditions.KNEE, second=True, chart=charts.HBA1C_TOO_HIGH, special=True),
    Story(stage=treated.next_session_booked, person=he("Cody", "Hollis", 13, 5, 14),
          condition=conditions.OSGOOD, chart=charts.YOUNG, guardian=GUARDIAN, special=True,
          reasons={"R24": Reason("benefit", "Treated as in the trial for ages 9 to 17; the mother "
                                            "agrees and is present at every session.",
                                 (GUARDIAN, "Topol 2011: lidocaine 1 %, dextrose 12.5 %"))}),
    Story(stage=treated.next_session_booked, person=she("Harriet", "Boyle", 66, 7, 4),
          condition=conditions.KNEE, side=LEFT, chart=charts.PAIN_RELIEVER, special=True,
          reasons={"R13": Reason("short", "Stopped two days ago and will stay off it; she leaves "
                                          "the country next week and the course cannot wait.",
                                 ("Ibuprofen 400 mg", "Two days ago"))}),
    Story(stage=treated.last_session_booked, person=he("Walter", "Brandvold", 72, 12, 30),
          condition=conditions.SHOULDER, second=True, chart=charts.THINNER_DECIDED, special=True),
    Story(stage=today.first_visit_requested, person=she("Maria", "Garcia", 48, 3, 15),
          condition=conditions.KNEE, special=True),
    Story(stage=before.same_name_and_birth_date, person=she("Maria", "Garcia", 48, 3, 15),
          condition=conditions.NECK, side=MIDLINE, special=True),
    Story(stage=before.died, person=he("Arthur", "Lindqvist", 83, 10, 9),
          condition=conditions.LOW_BACK, side=MIDLINE, special=True),
    Story(stage=treated.last_session_booked, person=she("Rebecca", "Stone", 41, 2, 29),
          condition=conditions.JAW, special=True),
    Story(stage=treated.missed_session, person=he("Jamal", "Whitlock", 36, 4, 25),
          condition=conditions.INSTABILITY, second=True),
    Story(stage=finished.discharged, person=she("Dorothy", "Hargrove", 64, 6, 17),
          condition=conditions.PLANTAR),
    Story(stage=finished.goes_on, person=he("Vincent", "Amato", 53, 9, 26),
          condition=conditions.ELBOW, second=True),
    Story(stage=finished.to_be_changed, person=she("Sandra", "Ketchum", 51, 1, 3),
          condition=conditions.LOW_BACK, side=MIDLINE, progress=0.0),
    Story(stage=finished.referred, person=he("Dennis", "Mulcahy", 57, 5, 19),
          condition=conditions.HIP, progress=-0.4, second=True),
    Story(stage=treated.moved_away, person=she("Kimberly", "Odom", 34, 8, 7),
          condition=conditions.ANKLE),
    Story(stage=treated.next_session_booked, person=he("Bernard", "Tuttle", 62, 11, 13),
          condition=conditions.KNEE, second=True, chart=charts.CONTROLLED, special=True),
    Story(stage=before.screened_for_a_draft, person=she("Lorraine", "Peck", 69, 7, 31),
          condition=conditions.SHOULDER, chart=charts.INR_HIGH, special=True),
    Story(stage=today.observed, person=he("Marcus", "Delaney", 46, 10, 2),
          condition=conditions.PLANTAR, second=True),
    Story(stage=today.overbooked, person=she("Gloria", "Esposito", 54, 12, 18),
          condition=conditions.SI_LIGAMENT),
    Story(stage=today.cancelled_late, person=he("Philip", "Nakagawa", 43, 3, 22),
          condition=conditions.WRIST, side=LEFT, second=True),
    Story(stage=today.first_visit_arrived, person=he("Trevor", "Lang", 30, 6, 27),
          condition=conditions.INSTABILITY, side=LEFT, second=True),
    Story(stage=treated.call_not_answered, person=she("Beverly", "Shaw", 59, 4, 10),
          condition=conditions.KNEE, side=LEFT, second=True),
    Story(stage=afterwards.recorded_in_error, person=she("Alma", "Lindgren", 44, 10, 7),
          condition=conditions.SI_LIGAMENT, second=True, special=True),
    Story(stage=afterwards.plasma_given, person=he("Isaac", "Feld", 51, 1, 12),
          condition=conditions.ELBOW_PLASMA, special=True),
    Story(stage=treated.worry_answered, person=he("Russell", "Tanaka", 40, 2, 13),
          condition=conditions.HAMSTRING, second=True),
    Story(stage=treated.being_revised, person=she("Yvonne", "Carter", 55, 9, 8),
          condition=conditions.SHOULDER, progress=0.1),
    Story(stage=planned.ready_to_book, person=he("Nicholas", "Barlow", 37, 11, 27),
          condition=conditions.ELBOW, side=LEFT),
    Story(stage=planned.cancelled, person=she("Pamela", "Irving", 52, 5, 24),
          condition=conditions.HIP),
    Story(stage=planned.consent_withdrawn, person=she("Stacy", "Newell", 32, 1, 21),
          condition=conditions.JAW, side=LEFT, second=True),
    Story(stage=before.missed_first_visit, person=he("Darren", "Cobb", 48, 8, 15),
          condition=conditions.LOW_BACK, side=MIDLINE),
    Story(stage=finished.follow_up_to_book, person=she("Joan", "Pettigrew", 70, 10, 30),
          condition=conditions.THUMB, side=LEFT, chart=charts.LOW_ASPIRIN),
)  # fmt: skip
