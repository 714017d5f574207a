from scheduling.models.book import (
    LIVE_STATES,
    UNFINISHED,
    Appointment,
    AppointmentQuerySet,
    StateChange,
    goes_back,
)
from scheduling.models.clinic import EQUIPMENT, Closure, Hours, PartOfDay, Room, Site, VisitType
from scheduling.models.messages import CalendarFeed, Reminder
from scheduling.models.waitlist import WaitlistEntry

__all__ = [
    "EQUIPMENT",
    "LIVE_STATES",
    "UNFINISHED",
    "Appointment",
    "AppointmentQuerySet",
    "CalendarFeed",
    "Closure",
    "Hours",
    "PartOfDay",
    "Reminder",
    "Room",
    "Site",
    "StateChange",
    "VisitType",
    "WaitlistEntry",
    "goes_back",
]
