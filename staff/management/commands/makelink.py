from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from staff import clock
from staff.access import log_command
from staff.accounts import links
from staff.models import AccessEvent, User


class Command(BaseCommand):
    help = (
        "Make a link with which somebody chooses a new password, when no administrator can. "
        "Takes the old password and the second factor away."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        member = User.objects.filter(email__iexact=options["email"]).first()
        if member is None:
            raise CommandError("Nobody has an account with this e-mail address.")
        try:
            link, secret = links.renew(member=member, by=None, now=clock.now(), from_scratch=True)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        details = "new password link made, password and second factor taken away"
        log_command("makelink", AccessEvent.Action.ACCOUNT, details=details, account=member)
        self.stdout.write(
            f"{member} opens this address of your Prolo within {link.days_left_at_first}; it "
            f"works once:\n{reverse('account-link', args=[secret])}"
        )
