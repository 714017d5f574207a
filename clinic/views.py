from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from staff.access import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "clinic/home.html")
