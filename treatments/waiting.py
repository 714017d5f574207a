"""Whether something waits for a physician before anything more is injected: never what."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from treatments.late_sessions import to_re_evaluate
from treatments.models import AdverseEvent, CheckCall, Session
from treatments.reviews import due_reviews


def something_open(patient: str) -> Q:
    """Whether an adverse event is open or a worrying call unanswered; `patient` is the path to
    the id. Rule R43 asks the same on the session day."""
    events = AdverseEvent.objects.open().filter(patient=OuterRef(patient))
    calls = CheckCall.objects.to_triage().filter(session__plan__patient=OuterRef(patient))
    return Q(Exists(events)) | Q(Exists(calls))


def needs_physician(session: Session, *, today: date) -> bool:
    """Whether something has to be decided before `session` is given. At most six queries."""
    mine = Session.objects.filter(pk=session.pk)
    return (
        mine.filter(something_open("plan__patient")).exists()
        or bool(due_reviews({session.plan_id}))
        or bool(to_re_evaluate([(session, today)]))
    )
