"""Sends a link to whom it is for, where the clinic has a mail server."""

import logging

from django.conf import settings
from django.core.mail import send_mail

from staff.models import AccountLink

CLOSED = ("django.core.mail.backends.dummy", "django.core.mail.backends.console")

logger = logging.getLogger(__name__)


def mail_link(link: AccountLink, address: str) -> bool:
    """Whether it is on its way; the administrator has the link before his eyes in any case."""
    if settings.EMAIL_BACKEND.startswith(CLOSED):
        return False
    clinic = settings.PROLO_CLINIC_NAME
    try:
        send_mail(
            subject=f"Your account at {clinic}",
            message=(
                f"{link.user.full_name},\n\n"
                f"choose a password for Prolo, the record of {clinic}, at this address:\n\n"
                f"{address}\n\n"
                f"It works once, and for {link.days_left_at_first} from now. "
                "If you did not expect it, tell the clinic.\n"
            ),
            from_email=None,
            recipient_list=[link.user.email],
        )
    except OSError as error:  # a mail server that does not answer, or does not want it
        logger.warning("A sign-in link could not be mailed: %s", type(error).__name__)
        return False
    return True
