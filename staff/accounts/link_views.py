"""Choosing a password at a link: for somebody who is not signed in."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from staff import clock
from staff.access import log_access, public
from staff.accounts import known_browsers, links
from staff.accounts.link_forms import ChoosePasswordForm
from staff.form_errors import put_errors
from staff.http import sent
from staff.models import AccessEvent

# A digest, not the secret itself.
SESSION_KEY = "prolo_account_link"


@public
@never_cache
@require_GET
def account_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address bar. Looking uses nothing up: mail programs look too."""
    request.session[SESSION_KEY] = links.digest_of(secret)
    return redirect("choose-password")


@public
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password", "again")
def choose_password(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    digest = request.session.get(SESSION_KEY, "")
    link = links.open_link(digest, now)
    if link is None:
        return render(request, "account/link_closed.html", {"words": links.NOT_OPEN}, status=404)
    form = ChoosePasswordForm(sent(request))
    if request.method == "POST":
        limited: HttpResponse | None = ratelimit.consume_or_429(
            request, action="reset_password_from_key"
        )
        if limited is not None:
            return limited
    if form.is_valid():
        try:
            password = form.cleaned_data["password"]
            member = links.choose_password(digest=digest, password=password, now=now)
        except ValidationError as error:
            put_errors(error, form)
        else:
            request.session.pop(SESSION_KEY, None)
            what = f"{link.get_kind_display().lower()} used, password chosen"
            log_access(
                request, AccessEvent.Action.ACCOUNT, details=what, account=member, user=member
            )
            messages.success(request, "Your password is set. Sign in with it now.")
            chosen = redirect("account_login")
            known_browsers.remember(request, chosen, member)
            return chosen
    return render(request, "account/choose_password.html", {"form": form, "link": link})
