"""Writes of the protocol library."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from treatments import library
from treatments.models import Protocol, ProtocolVersion
from treatments.stored_protocol import columns

LOADING = 1_895_104_477  # any number that nothing else in the database locks


@dataclass(slots=True)
class Loaded:
    """How many protocols the library gained, changed, kept and retired."""

    added: int = 0
    changed: int = 0
    kept: int = 0
    retired: int = 0

    def __str__(self) -> str:
        return (
            f"{self.added} added, {self.changed} changed, {self.kept} unchanged, "
            f"{self.retired} retired"
        )


@transaction.atomic
def load_published(*, now: datetime) -> Loaded:
    """Bring the library up to the published protocols that come with the product.

    An entry that reads differently becomes the next version and the version before it is
    retired; one that is gone is retired. A version that the clinic wrote itself is left alone, and
    a protocol that somebody at the clinic retired does not come back. Running it twice changes
    nothing.
    """
    done = Loaded()
    with connection.cursor() as cursor:
        # Two servers that start together on an empty database take turns.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
    in_use = {
        version.protocol.code: version
        for version in ProtocolVersion.objects.usable().select_related("protocol")
    }
    taken_out = set(
        ProtocolVersion.objects.exclude(retired_by=None).values_list("protocol__code", flat=True)
    )
    published = {protocol.id: protocol for protocol in library.published()}
    for code, protocol in published.items():
        if code in taken_out and code not in in_use:
            done.kept += 1
        else:
            _load(in_use.get(code), code, protocol.kind, columns(protocol), now, done)
    for code, version in in_use.items():
        if code not in published and version.written_by_id is None:
            _retire(version, "No longer among the published protocols of this release.", now)
            done.retired += 1
    return done


def _load(
    current: ProtocolVersion | None,
    code: str,
    kind: str,
    says: dict[str, Any],
    now: datetime,
    done: Loaded,
) -> None:
    if current is not None:
        same = all(getattr(current, name) == value for name, value in says.items())
        if same or current.written_by_id is not None:
            done.kept += 1
            return
        _retire(current, "This release prints the protocol differently.", now)
        done.changed += 1
    else:
        done.added += 1
    protocol, _ = Protocol.objects.get_or_create(code=code, defaults={"kind": kind})
    last = protocol.versions.aggregate(last=Max("number"))["last"] or 0
    version = ProtocolVersion(
        protocol=protocol,
        number=last + 1,
        state=ProtocolVersion.State.ACTIVE,
        approved_at=now,
        activated_at=now,
        **says,
    )
    version.full_clean()
    version.save()


def _retire(version: ProtocolVersion, reason: str, now: datetime) -> None:
    version.state = ProtocolVersion.State.RETIRED
    version.retired_at = now
    version.retired_reason = reason
    version.full_clean()
    version.save(update_fields=["state", "retired_at", "retired_reason"])
