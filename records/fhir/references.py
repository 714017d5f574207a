"""Who is meant: the ways in which one resource names another, brought to one key.

A key is the same whenever the same resource is sent again: in another Bundle, with another version
in its address, in another order.
"""

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import unquote
from uuid import UUID

from records.fhir.node import Node

KEY_LENGTH = 300
_UUID = "urn:uuid:"
_VERSION = re.compile(r"/_history/[^/]*$")
_TYPE_AND_ID = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})$")
_BY_IDENTIFIER = re.compile(r"^([A-Z][A-Za-z]+)\?(?:.*&)?identifier=([^&]+)")


def without_version(reference: str) -> str:
    return _VERSION.sub("", reference.strip())


def is_web(reference: str) -> bool:
    return reference.startswith(("http://", "https://"))


def key_of(resource: Node, full_url: str) -> str:
    """The key of a resource; "" where nothing names it.

    An id that is a UUID names one resource in the whole world; another one ("1") only at its
    server, so the server's address is part of the key, or else the caller adds whose it is.
    """
    kind, own_id, url = (
        resource.text("resourceType"),
        resource.text("id"),
        without_version(full_url),
    )
    if _is_uuid(own_id):
        return f"{kind}/{own_id.lower()}"
    if is_web(url):
        return _short(url)
    if own_id:
        return _short(f"{kind}/{own_id}")
    # Without an id the address is often made up for this one message; a number of its own is not.
    number = next((f"{kind}?{name}" for name in identifiers(resource)), "")
    if number or not url.startswith(_UUID):
        return _short(number or url)
    return f"{kind}/{url.removeprefix(_UUID).lower()}"


def is_local(key: str) -> bool:
    """Whether the key holds only at its server: another server may use it for something else."""
    found = _TYPE_AND_ID.fullmatch(key)
    return found is not None and not _is_uuid(found[2])


def composed(subject: str, key: str, suffix: str = "") -> str:
    """The key of one line of the chart, at most KEY_LENGTH signs.

    `suffix` tells the lines of one resource apart. A key that is not good everywhere gets the
    person's before it.
    """
    whole = f"{subject}#{key}" if is_local(key) or key.startswith("#") else key
    whole = f"{whole}#{suffix}" if suffix else whole
    if len(whole) <= KEY_LENGTH:
        return whole
    return f"{whole[:200]}…{hashlib.sha256(whole.encode('utf-8', 'replace')).hexdigest()}"


def names_of(resource: Node, full_url: str) -> Iterable[str]:
    """Every text by which this document may refer to the resource."""
    kind, own_id, url = (
        resource.text("resourceType"),
        resource.text("id"),
        without_version(full_url),
    )
    if url:
        yield url
        found = _TYPE_AND_ID.search(url)
        if found and found[1] == kind:
            yield f"{kind}/{found[2]}"
    if own_id:
        yield f"{kind}/{own_id}"
        yield f"urn:uuid:{own_id}"
    for name in identifiers(resource):
        yield f"{kind}?{name}"


def identifiers(resource: Node) -> Iterable[str]:
    for identifier in resource.nodes("identifier"):
        system, value = identifier.text("system"), identifier.text("value")
        if value:
            yield f"{system}|{value}"


def named_by(reference: Node, kind: str = "") -> list[str]:
    """The names that a Reference may mean, the surest first; none where it names nothing.

    `kind` is the type that is expected: for a reference by identifier only.
    """
    names = []
    text = without_version(reference.text("reference"))
    if text:
        names.append(text)
        by_identifier = _BY_IDENTIFIER.match(text)
        if by_identifier:
            names.append(f"{by_identifier[1]}?{unquote(by_identifier[2])}")
    identifier = reference.node("identifier")
    value = identifier.text("value")
    if value:
        kind = reference.text("type") or kind
        names.append(f"{kind}?{identifier.text('system')}|{value}")
    return names


def tail(reference: str) -> str:
    """`Patient/1` of an address; "" where it has no such end."""
    found = _TYPE_AND_ID.search(reference)
    return f"{found[1]}/{found[2]}" if found else ""


def _is_uuid(text: str) -> bool:
    try:
        return len(text) == 36 and bool(UUID(text))
    except ValueError:
        return False


def _short(key: str) -> str:
    """The key in at most KEY_LENGTH signs, still its own; room is left for what is added."""
    if len(key) <= KEY_LENGTH - 100:
        return key
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    return f"{key[:100]}…{digest}"
