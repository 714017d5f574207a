"""By e-mail, through Django's mail framework, with a calendar entry for each visit."""

from datetime import datetime
from email.mime.text import MIMEText
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from patients.models import Patient
from scheduling.calendars import invitation
from scheduling.notices import Notice

# Back ends that swallow what they are given or print it: nobody would be reached.
CLOSED = ("django.core.mail.backends.dummy", "django.core.mail.backends.console")


class EmailChannel:
    def is_open(self) -> bool:
        return not settings.EMAIL_BACKEND.startswith(CLOSED)

    def address_of(self, patient: Patient) -> str:
        return str(patient.email)

    def send(self, notice: Notice, *, to: str, now: datetime) -> None:
        mail = EmailMessage(
            notice.subject,
            notice.text,
            to=[to],
            headers={
                # The same for each try, so that a mail sent twice is shown once.
                "Message-ID": f"<{notice.key}@{own_domain()}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        for number, said in enumerate(notice.said, start=1):
            method, text = invitation(said.visit, to=to, now=now)
            part = MIMEText(text, "calendar", "utf-8")
            part.set_param("method", method)
            name = "visit.ics" if len(notice.said) == 1 else f"visit-{number}.ics"
            part.add_header("Content-Disposition", "attachment", filename=name)
            mail.attach(part)
        mail.send()


def own_domain() -> str:
    """The part of the sender's address behind the @."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
