"""The report while a document is read: remarks up to a limit, and counts."""

from django.db.models import Model

from records.fhir.datatypes import cut
from records.fhir.items import Contents, Remark, Severity
from records.fhir.lengths import length
from records.fhir.limits import MAX_REMARKS


class Report:
    """Collects remarks into the contents; errors are always kept."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.more = 0

    def add(self, severity: Severity, path: str, text: str) -> None:
        if len(self.contents.remarks) >= MAX_REMARKS and severity is not Severity.ERROR:
            self.more += 1
            return
        self.contents.remarks.append(Remark(severity=severity, path=path, text=text))

    def error(self, path: str, text: str) -> None:
        self.add(Severity.ERROR, path, text)

    def warn(self, path: str, text: str) -> None:
        self.add(Severity.WARNING, path, text)

    def inform(self, path: str, text: str) -> None:
        self.add(Severity.INFORMATION, path, text)

    def fit(self, text: str, model: type[Model], field: str, path: str) -> str:
        """The text, cut to the length of the field of the chart, with a remark if it was."""
        short = cut(text, length(model, field))
        if short != text:
            self.warn(path, f"Cut to the {length(model, field)} signs that the chart keeps.")
        return short

    def close(self) -> None:
        if self.more:
            self.contents.remarks.append(
                Remark(
                    severity=Severity.INFORMATION,
                    path="",
                    text=f"{self.more} more remarks are not listed.",
                )
            )
