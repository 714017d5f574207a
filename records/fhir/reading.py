"""`read`: everything that a FHIR R4 document says, in the shapes of our chart.

Reads Bundles, single resources and NDJSON, each also compressed. Never raises for what is in the
document: what is wrong with it is said in remarks, with the path; an error means that nothing of
it may be taken.
"""

from pathlib import Path
from typing import BinaryIO

from records.fhir.code_lists import RESOURCE_TYPES, code_faults
from records.fhir.directory import Elsewhere
from records.fhir.files import RefusedError, opened
from records.fhir.gathering import Gathering
from records.fhir.items import Contents
from records.fhir.jsontext import Piece, pieces
from records.fhir.limits import MAX_ENTRIES
from records.fhir.node import Node, ShapeError, check_shape
from records.fhir.resources import BUNDLE_TYPES, READERS
from records.fhir.validity import Validator


def read(source: Path | BinaryIO, name: str = "", elsewhere: Elsewhere | None = None) -> Contents:
    """What the document at a path, or in a file opened for reading bytes, says.

    `name` stands in remarks about the file as a whole; `elsewhere` is asked for who and what the
    document names and does not hold. Costs about 35 ms for 0.5 MB.
    """
    contents = Contents()
    reader = _Reader(contents, elsewhere)
    try:
        with opened(source) as file:
            for piece in pieces(file):
                reader.take(piece)
        reader.close()
    except RefusedError as refused:
        reader.gathering.report.error(refused.path or name, refused.text)
    if contents.errors:
        # Nobody shall take half of it by mistake.
        contents.people, contents.entries, contents.requests = [], [], []
        contents.withdrawn = []
    else:
        contents.directory = reader.gathering.directory
        contents.beside = tuple(sorted(elsewhere.used)) if elsewhere else ()
    return contents


class _Reader:
    """Takes resource after resource."""

    def __init__(self, contents: Contents, elsewhere: Elsewhere | None) -> None:
        self.contents = contents
        self.gathering = Gathering(contents, elsewhere)
        self._report = self.gathering.report
        self._validator = Validator()
        self._resources = 0
        self._entries = 0
        self._urls: dict[str, tuple[str, str]] = {}

    def take(self, piece: Piece) -> None:
        try:
            if piece.index is not None:
                self._entry(piece)
            elif piece.value.get("resourceType") == "Bundle":
                self._bundle(Node(piece.value, f"{piece.path}Bundle"))
            else:
                self._alone(piece)
        except ShapeError as fault:
            self._report.error(fault.path, fault.text)

    def close(self) -> None:
        if not self.contents.errors:
            self.gathering.finish()
        self._report.close()

    def _entry(self, piece: Piece) -> None:
        self._entries += 1
        if self._entries > MAX_ENTRIES:
            raise RefusedError(f"More than {MAX_ENTRIES:,} entries.", piece.path)
        if not isinstance(piece.value, dict):
            raise ShapeError(piece.path, "This must be an object.")
        entry = Node(piece.value, piece.path)
        _check_fields(entry, _ENTRY)
        resource = entry.node("resource")
        method = entry.node("request").text("method")
        if method and method not in _METHODS:
            raise ShapeError(entry.at("request.method"), "FHIR has no such method.")
        if method == "DELETE":
            self._report.warn(entry.at("request"), "Asks to delete something; nothing is deleted.")
            return
        if "resource" not in entry:
            if "response" not in entry and method not in ("GET", "HEAD"):
                raise ShapeError(entry.at("resource"), "This is required.")
            return
        full_url = entry.text("fullUrl")
        self._check_url(full_url, resource, entry.at("fullUrl"))
        self._resource(resource, full_url)

    def _check_url(self, full_url: str, resource: Node, path: str) -> None:
        """One address is one resource, or versions of it."""
        what = resource.text("resourceType"), resource.text("id")
        if full_url and self._urls.setdefault(full_url, what) != what:
            raise ShapeError(path, "Two resources of one address.")

    def _bundle(self, bundle: Node) -> None:
        _check_fields(bundle, _BUNDLE)
        bundle.number("total")
        kind = bundle.text("type")
        if kind == "history":
            raise ShapeError(
                bundle.at("type"), "A history holds old versions. Send the record as it is now."
            )
        if kind not in BUNDLE_TYPES:
            raise ShapeError(
                bundle.at("type"), "This is required." if not kind else "Unknown type of Bundle."
            )
        if not isinstance(bundle.value.get("entry", []), list):
            raise ShapeError(bundle.at("entry"), "This must be a list.")
        self._resources += 1

    def _alone(self, piece: Piece) -> None:
        kind = piece.value.get("resourceType")
        if not isinstance(kind, str) or not kind:
            raise ShapeError(
                f"{piece.path}resourceType", "This is no FHIR resource: it has no resourceType."
            )
        self._entries += 1
        if self._entries > MAX_ENTRIES:
            raise RefusedError(f"More than {MAX_ENTRIES:,} resources.", piece.path)
        self._resource(Node(piece.value, f"{piece.path}{kind}"), "")

    def _resource(self, resource: Node, full_url: str) -> None:
        kind = resource.text("resourceType")
        reader = READERS.get(kind)
        if not kind:
            raise ShapeError(resource.at("resourceType"), "This is required.")
        if kind not in RESOURCE_TYPES:
            raise ShapeError(resource.at("resourceType"), "FHIR R4 has no such resource.")
        if reader is None or not reader.wants(resource):
            self.contents.unused[kind[:60]] += 1
            return
        try:
            modified = check_shape(resource.value, resource.path)
            if not self._valid(resource, kind, reader.essential):
                return
            if modified or "implicitRules" in resource:
                self._changed_meaning(resource, kind, full_url)
            else:
                reader.take(self.gathering, resource, full_url)
        except ShapeError as fault:
            if reader.essential:
                raise
            self._report.warn(fault.path, f"{fault.text} The resource is not used.")
            self.contents.unused[kind] += 1

    def _valid(self, resource: Node, kind: str, essential: bool) -> bool:
        found = self._validator.faults(dict(resource.value), kind, resource.path)
        found = found or list(code_faults(dict(resource.value), resource.path))
        for path, text in found:
            if essential:
                self._report.error(path, text)
            else:
                self._report.warn(path, f"{text} The resource is not used.")
        if found and not essential:
            self.contents.unused[kind] += 1
        return not found

    def _changed_meaning(self, resource: Node, kind: str, full_url: str) -> None:
        """By an extension or by rules we do not know it may say the opposite."""
        text = "An extension or rule that we do not know changes what this says; it is left out."
        if kind == "Patient":
            self._report.error(resource.path, text)
            return
        self._report.warn(resource.path, text)
        self.gathering.leave_out(resource, full_url, "changed by an extension")


_ANYWHERE = frozenset({"id", "extension", "modifierExtension"})
_ENTRY = _ANYWHERE | {"link", "fullUrl", "resource", "search", "request", "response"}
_BUNDLE = _ANYWHERE | {
    *("resourceType", "meta", "implicitRules", "language", "identifier", "type", "timestamp"),
    *("total", "link", "entry", "signature"),
}
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"})


def _check_fields(node: Node, known: frozenset[str]) -> None:
    """Raises ShapeError for a field that a Bundle or its entry does not have."""
    if node.value.keys() <= known:
        return
    other = next((key for key in node.value if key.removeprefix("_") not in known), None)
    if other is not None:
        path = node.at(other) if other.isascii() and other.isalnum() else node.path
        raise ShapeError(path, "FHIR R4 has no such field here.")
