from uuid import UUID

from django.http import HttpRequest, QueryDict

from staff.models import User


class StaffRequest(HttpRequest):
    """A request as our views get it: AccessMiddleware has let a signed-in member of staff in."""

    user: User
    id: UUID  # in every log line and history row that this request leaves


def sent(request: HttpRequest) -> QueryDict | None:
    """What was typed, or None on the first look at a form."""
    return request.POST if request.method == "POST" else None
