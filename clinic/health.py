from django.http import HttpRequest, HttpResponse, JsonResponse
from staff.access import public
@public
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})
@public
def readyz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({})
