"""Protocols that a clinic wrote itself, through the actions."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from staff.models import User
from tests.treatments.builders import NOW
from treatments import library
from treatments.actions import protocols
from treatments.library import Component, PublishedProtocol, Solution
from treatments.models import Protocol, ProtocolVersion

JOINT = Solution(
    route="intra_articular",
    components=(
        Component(name="dextrose", pct=Decimal("12.5")),
        Component(name="lidocaine", pct=Decimal("0.2")),
        Component(name="bupivacaine", pct=Decimal("0.05")),
    ),
    volume_ml_per_site=Decimal(4),
    volume_ml_total=None,
    volume_ml_total_max=None,
    volumes_ml_by_site=(),
    sites=1,
    sites_max=None,
    sites_per_joint=None,
    recipe="",
    note="",
    local_anaesthetic=None,
)


def content(**changes: Any) -> PublishedProtocol:
    """A knee protocol of Ruth Adler's, with two anesthetics in its one solution."""
    printed = library.protocol("knee_oa_whole_joint")
    assert printed is not None
    own = {
        "id": "",
        "kind": "clinic_practice",
        "condition": "Knee pain after sprain",
        "targets": ("knee joint space",),
        "solutions": (JOINT,),
        "evidence": "listed_only",
        "evidence_note": "Our own practice since 2024; nothing published.",
        "source": "Practice of this clinic",
    }
    return replace(printed, **own | changes)


def drafted(by: User, protocol: Protocol | None = None, **changes: Any) -> ProtocolVersion:
    if protocol is None:
        return protocols.draft_protocol(by=by, now=NOW, content=content(**changes))
    return protocols.draft_version(
        protocol=protocol, by=by, now=NOW, content=content(**changes), reason="Less volume"
    )


def approved(
    by: User, second: User, protocol: Protocol | None = None, **changes: Any
) -> ProtocolVersion:
    version = drafted(by, protocol, **changes)
    return protocols.approve_protocol(
        version=version, revision=version.revision, by=second, now=NOW
    )


def in_use(
    by: User, second: User, protocol: Protocol | None = None, **changes: Any
) -> ProtocolVersion:
    version = approved(by, second, protocol, **changes)
    return protocols.activate_protocol(version=version, by=by, now=NOW)
