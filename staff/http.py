from django.http import HttpRequest

from staff.models import User


class StaffRequest(HttpRequest):
    """A request as our views get it: AccessMiddleware has let a signed-in member of staff in."""

    user: User
