from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from staff.access import log_command
from staff.actions import add_member
from staff.capabilities import Role
from staff.models import AccessEvent


class Command(BaseCommand):
    help = "Make the first administrator of a new clinic; asks for the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            member = add_member(
                email=options["email"],
                full_name=options["full_name"],
                credentials="",
                roles=[Role.ADMINISTRATOR],
                password=getpass("Password (at least 15 characters): "),
                by=None,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        log_command(
            "createadmin", AccessEvent.Action.ACCOUNT, details="account made", account=member
        )
        self.stdout.write(f"{member} can sign in as {member.email}.")
