"""Who may do what: one table. A view names one capability; a role holds a set of them."""

from enum import StrEnum


class Role(StrEnum):
    PHYSICIAN = "physician"
    FRONT_DESK = "front_desk"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Capability(StrEnum):
    FIND_PATIENTS = "find patients"
    REGISTER_PATIENTS = "register patients and change their contact details"
    RECEIVE_REFERRALS = "take in what other clinics sent, and say whose record it is"
    ADD_SCANS = "add scans of letters and signed papers to a chart"
    VIEW_CLINICAL = "read charts, screenings, plans and session records"
    EDIT_CHART = "write problems, medicines, allergies, results and prior treatments"
    SCREEN = "run screenings and decide on findings"
    VIEW_PROTOCOLS = "read the protocol library"
    PLAN = "write, sign and close treatment plans"
    TREAT = "record and sign sessions and follow-up visits"
    WRITE_PROTOCOLS = "write and approve protocols"
    MANAGE_PROTOCOLS = "put approved protocols into use and retire them"
    MANAGE_STOCK = "keep products, lots, recalls and opened vials"
    HANDLE_REQUESTS = "record what patients ask about their own record, and answer it"
    RESTRICT_CHARTS = "say who may open a chart, and lift that again"
    VIEW_BOOK = "see the day board and the booking windows"
    BOOK = "book, move and cancel visits"
    BOOK_OUTSIDE_WINDOW = "book a session outside its window, with a reason"
    OVERBOOK = "book over a time that is taken, with a reason"
    NOTE_ABSENCES = "note that a practitioner is away"
    CALL_PATIENTS = "log check calls"
    HAND_OUT_SHEETS = "print the aftercare sheet and the visit list"
    REVIEW_RECORDS = "review who did what and what is open"
    EXPORT_RECORDS = "take a patient's whole record out, as a file"
    MANAGE_CLINIC = "change sites, rooms, hours and thresholds"


C = Capability
CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.PHYSICIAN: frozenset(
        {
            C.FIND_PATIENTS,
            C.REGISTER_PATIENTS,
            C.RECEIVE_REFERRALS,
            C.ADD_SCANS,
            C.VIEW_CLINICAL,
            C.EDIT_CHART,
            C.SCREEN,
            C.VIEW_PROTOCOLS,
            C.PLAN,
            C.TREAT,
            C.WRITE_PROTOCOLS,
            C.MANAGE_PROTOCOLS,
            C.MANAGE_STOCK,
            C.VIEW_BOOK,
            C.BOOK,
            C.BOOK_OUTSIDE_WINDOW,
            C.OVERBOOK,
            C.NOTE_ABSENCES,
            C.CALL_PATIENTS,
            C.HAND_OUT_SHEETS,
            C.RESTRICT_CHARTS,
        }
    ),
    Role.FRONT_DESK: frozenset(
        {
            C.FIND_PATIENTS,
            C.REGISTER_PATIENTS,
            C.RECEIVE_REFERRALS,
            C.ADD_SCANS,
            C.VIEW_BOOK,
            C.BOOK,
            C.NOTE_ABSENCES,
            C.CALL_PATIENTS,
            C.HAND_OUT_SHEETS,
            C.HANDLE_REQUESTS,
        }
    ),
    # Administrators read the record and set the clinic up; they neither treat nor override.
    Role.ADMINISTRATOR: frozenset(
        {
            C.FIND_PATIENTS,
            C.VIEW_CLINICAL,
            C.VIEW_PROTOCOLS,
            C.MANAGE_PROTOCOLS,
            C.MANAGE_STOCK,
            C.VIEW_BOOK,
            C.NOTE_ABSENCES,
            C.REVIEW_RECORDS,
            C.EXPORT_RECORDS,
            C.HANDLE_REQUESTS,
            C.RESTRICT_CHARTS,
            C.MANAGE_CLINIC,
        }
    ),
}

# What is about the contents of a chart. Of somebody else's restricted chart nobody has these.
OF_THE_CHART = frozenset(
    {C.VIEW_CLINICAL, C.EDIT_CHART, C.SCREEN, C.PLAN, C.TREAT, C.EXPORT_RECORDS}
    | {C.ADD_SCANS, C.HANDLE_REQUESTS}
)


def capabilities_of(roles: list[str]) -> frozenset[Capability]:
    """The union over the roles a person holds; an unknown role grants nothing."""
    known = [Role(role) for role in roles if role in Role.__members__.values()]
    return frozenset().union(*(CAPABILITIES[role] for role in known))
