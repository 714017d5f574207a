from django.http import HttpRequest, HttpResponse

from staff.access import signed_in


@signed_in
def not_built(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("not built")
