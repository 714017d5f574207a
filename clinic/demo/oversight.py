"""What the administrators of the demo clinic look after: who opened what, who asked for what."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from clinic.demo.world import World
from patients.actions.requests import close_request, record_request
from patients.actions.restriction import break_glass, restrict_chart
from patients.actions.scans import add_scan
from patients.models import Patient, RecordRequest, Scan
from records.models import Review
from records.review import queues
from records.review.actions import mark_reviewed
from staff.models import AccessEvent, User

Action = AccessEvent.Action
RESTRICTED = "Pruitt"
AT_THE_DESK, IN_ROOM_1, IN_THE_OFFICE = "192.0.2.21", "192.0.2.31", "192.0.2.40"
OUTSIDE = "203.0.113.77"
MINUTES_OPEN = 60
LETTER = (
    "Riverside Family Practice",
    "",
    "To the prolotherapy clinic",
    "",
    "Thank you for seeing this patient, who has had",
    "pain for two years. Physical therapy and braces",
    "helped for some weeks at a time.",
    "",
    "No surgery is planned. Please write to us after",
    "the last session.",
    "",
    "Dr. Nadia Farouk, family medicine",
)


def look_after_records(world: World) -> None:
    """About the people registered first, as many of them as there are."""
    people = list(Patient.objects.order_by("pk")[:4])
    _work_of_two_weeks(world, people)
    _hand_in_scans(world, people)
    _ask_about_records(world, people)
    _restrict_one_chart(world)
    _review_some(world)


def _work_of_two_weeks(world: World, people: list[Patient]) -> None:
    """Lines of the log, each as the page writes it: whoever works here opens charts every day."""
    lines = [line for days in range(14, 0, -1) for line in _one_day(world, people, days)]
    lines += _tries_from_outside(world)
    lines += _copy_taken_out(world, people[0])
    AccessEvent.objects.bulk_create(sorted(lines, key=lambda line: line.at))


def _one_day(world: World, people: list[Patient], days: int) -> Iterator[AccessEvent]:
    staff, day = world.staff, world.ago(days)
    for user, address in (
        (staff.front_desk, AT_THE_DESK),
        (staff.physician, IN_ROOM_1),
        (staff.administrator, IN_THE_OFFICE),
    ):
        begins = world.at(day, 8, days % 7 * 4)
        yield _line(begins, user, Action.SIGN_IN, "account_login", address, details="password")
    patient = people[days % len(people)]
    at = world.at(day, 9, 10 + days)
    yield _line(at, staff.front_desk, Action.SEARCH, "patients", AT_THE_DESK)
    yield _line(at, staff.front_desk, Action.READ, "patient-visits", AT_THE_DESK, patient)
    for place, view in enumerate(("chart", "patient-plans", "scores")):
        later = at + timedelta(minutes=20 + 3 * place)
        yield _line(later, staff.physician, Action.READ, view, IN_ROOM_1, patient)
    if days % 5 == 0:
        later = at + timedelta(hours=2)
        yield _line(later, staff.front_desk, Action.DENIED, "chart", AT_THE_DESK, patient)


def _tries_from_outside(world: World) -> Iterator[AccessEvent]:
    """Somebody tries passwords of an account that does not exist, in the middle of the night."""
    night = world.at(world.ago(3), 2, 14)
    for seconds in range(0, 72, 12):
        at = night + timedelta(seconds=seconds)
        yield _line(at, None, Action.SIGN_IN_FAILED, "account_login", OUTSIDE, details="password")


def _copy_taken_out(world: World, patient: Patient) -> Iterator[AccessEvent]:
    admin = world.staff.administrator
    for days, reason in ((9, "Copy for the patient, asked for in writing"), (2, "To the insurer")):
        at = world.at(world.ago(days), 15, 30)
        yield _line(at, admin, Action.EXPORT, "export-fhir", IN_THE_OFFICE, patient, reason=reason)


def _line(
    at: datetime,
    user: User | None,
    action: Action,
    view: str,
    address: str,
    patient: Patient | None = None,
    **words: Any,
) -> AccessEvent:
    about = patient.pk if patient else None
    return AccessEvent(
        at=at, user=user, action=action, view=view, address=address, patient_id=about, **words
    )


def _hand_in_scans(world: World, people: list[Patient]) -> None:
    """A letter on paper for the first two patients."""
    desk = world.staff.front_desk
    for place, patient in enumerate(people[:2]):
        handed_in = world.ago(8 + place)
        add_scan(
            patient=patient,
            kind=Scan.Kind.LETTER,
            title="Letter of the family doctor",
            data=_scanned(LETTER),
            by=desk,
            now=world.at(handed_in, 11, 5),
            today=world.today,
            dated=handed_in - timedelta(days=6),
        )


def _scanned(lines: tuple[str, ...]) -> bytes:
    """A page with these lines on it, as a scanner gives it."""
    page = Image.new("L", (840, 1188), 252)
    font = ImageFont.load_default(size=26)
    ImageDraw.Draw(page).multiline_text((90, 110), "\n".join(lines), fill=40, font=font, spacing=14)
    file = BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def _ask_about_records(world: World, people: list[Patient]) -> None:
    """One request that is due this week, one with time left, one that is answered."""
    kinds = RecordRequest.Kind
    wishes = (
        (kinds.ACCESS, 27, "A copy of the whole record, on paper, for a second opinion."),
        (kinds.AMENDMENT, 12, "The chart says that I smoke. I stopped in 2011; please correct it."),
        (kinds.ACCOUNTING, 40, "Who was told about my treatment in the last two years?"),
    )
    asked = []
    for (kind, days, wish), patient in zip(wishes, people, strict=False):
        received = world.today - timedelta(days=days)
        asked.append(
            record_request(
                patient=patient,
                kind=kind,
                wish=wish,
                received_on=received,
                by=world.staff.front_desk,
                today=received,
            )
        )
    for request in asked[2:]:
        close_request(
            request=request,
            revision=request.revision,
            state=RecordRequest.State.GRANTED,
            done="Sheet printed and mailed to the address on file.",
            denial_reason="",
            by=world.staff.administrator,
            today=world.today - timedelta(days=31),
        )


def _restrict_one_chart(world: World) -> None:
    """He works in the same house; the other physician opened his chart while standing in."""
    patient = Patient.objects.filter(family_name=RESTRICTED).first()
    if patient is None:
        return
    own, other = world.staff.second_physician, world.staff.physician
    made_at = world.at(world.ago(6), 16, 20)
    opened_at = world.at(world.ago(1), 17, 40)
    restriction = restrict_chart(
        patient=patient,
        reason="Works in this building; asked that only his own physician reads the chart.",
        named=[own],
        by=world.staff.administrator,
        now=made_at,
    )
    opening = break_glass(
        patient=patient,
        why="cover",
        words="His wife calls about a fever; Dr. Boateng is away until tomorrow.",
        by=other,
        now=opened_at,
        minutes=MINUTES_OPEN,
    )
    at, admin = opened_at + timedelta(minutes=1), world.staff.administrator
    AccessEvent.objects.bulk_create(
        [
            _line(made_at, admin, Action.RESTRICT, "restrict-chart", IN_THE_OFFICE, patient,
                  reason=restriction.reason, details="restricted"),
            _line(opened_at, other, Action.GLASS, "break-glass", IN_ROOM_1, patient,
                  reason=opening.words, details=f"{opening.get_why_display()}, {MINUTES_OPEN} min"),
            _line(at, other, Action.READ, "chart", IN_ROOM_1, patient),
            _line(at, other, Action.READ, "results", IN_ROOM_1, patient),
        ]
    )  # fmt: skip


def _review_some(world: World) -> None:
    """The oldest record taken out has been looked at; everything else waits."""
    row = queues.open_rows(Review.Queue.EXPORTS, world.now).reverse()[0]
    mark_reviewed(
        queue=Review.Queue.EXPORTS,
        item_id=row.pk,
        happened_at=row.at,
        comment="The written request of the patient is in the chart.",
        by=world.staff.administrator,
        now=world.at(world.ago(7), 10, 15),
    )
