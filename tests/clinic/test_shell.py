"""The frame around every page: who sees which places, theme, error pages."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from clinic.context import current, shell
from staff.capabilities import Role
from staff.models import User


def request_of(*roles, path="/", theme=None):
    request = RequestFactory().get(path)
    request.user = User(full_name="Nora Field", email="nora@clinic.example", roles=list(roles))
    if theme:
        request.COOKIES["prolo_theme"] = theme
    return request


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (
            Role.PHYSICIAN,
            [
                "Home",
                "Day board",
                "To book",
                "Calls",
                "Patients",
                "Referrals",
                "Protocols",
                "Stock",
            ],
        ),
        (Role.FRONT_DESK, ["Home", "Day board", "To book", "Calls", "Patients", "Referrals"]),
        (Role.ADMINISTRATOR, ["Home", "Day board", "Patients", "Protocols", "Stock", "Review"]),
    ],
)
def test_each_role_sees_its_places(role, labels):
    shown = shell(request_of(role.value))

    assert [place["label"] for place in shown["nav"]] == labels
    assert shown["may_search"] is True
    assert shown["may_manage"] is (role is Role.ADMINISTRATOR)


def test_nobody_signed_in_sees_no_places():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    shown = shell(request)

    assert shown["nav"] == []
    assert shown["may_search"] is False


def test_an_error_before_sign_in_still_has_a_shell():
    assert shell(RequestFactory().get("/"))["nav"] == []


@pytest.mark.parametrize(
    ("cookie", "theme"),
    [("dark", "dark"), ("light", "light"), ("auto", "auto"), (None, "auto"), ('"><b', "auto")],
)
def test_theme_comes_from_the_cookie_and_from_nowhere_else(cookie, theme):
    assert shell(request_of("physician", theme=cookie))["theme"] == theme


@pytest.mark.parametrize(
    ("path", "url", "mark"),
    [
        ("/patients/", "/patients/", "page"),
        ("/patients/7/chart/", "/patients/", "true"),
        ("/board/", "/patients/", ""),
        ("/", "/", "page"),
        ("/board/", "/", ""),
    ],
)
def test_navigation_marks_where_one_is(path, url, mark):
    assert current(path, url) == mark


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html"])
def test_error_pages_carry_no_inline_style_or_script(name):
    html = render_to_string(name, request=request_of("physician"))

    assert "<h1>" in html
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", html)


def test_page_for_a_server_error_needs_nothing():
    assert "Something went wrong on our side" in render_to_string("500.html")


def test_page_in_the_dark_theme_arrives_dark():
    html = render_to_string("404.html", request=request_of("physician", theme="dark"))

    assert 'data-bs-theme="dark"' in html
    assert 'data-theme="dark"' in html
