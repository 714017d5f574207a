"""A protocol that the demo clinic is writing: the draft waits for a second physician."""

from dataclasses import replace
from datetime import datetime, timedelta

from clinic.demo.staff import Staff
from treatments.actions.protocols import draft_version
from treatments.models import ProtocolVersion
from treatments.stored_protocol import as_printed

WRITTEN_AGO = timedelta(days=4)


def write_draft(staff: Staff, now: datetime) -> None:
    usual = ProtocolVersion.objects.usable().select_related("protocol")
    version = usual.get(protocol__code="generic_clinic_practice")
    draft_version(
        protocol=version.protocol,
        by=staff.second_physician,
        now=now - WRITTEN_AGO,
        content=replace(
            as_printed(version),
            stop_rule="No meaningful change after two sessions: look for another cause first",
            followup_days=(42, 180),
        ),
        reason="Adds our stop rule and the two follow-up visits we agreed on.",
    )
