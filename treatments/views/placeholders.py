from django.http import HttpResponse

from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest


@requires(Capability.VIEW_CLINICAL)
def not_built(request: StaffRequest, **_: int) -> HttpResponse:
    return HttpResponse("Not built yet.", status=501)
