import logging

from clinic.logs import HideSecrets


def line(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    assert HideSecrets().filter(record)
    return record.getMessage()


def test_address_of_a_calendar_loses_its_secret():
    assert line("Not Found: %s", "/calendar/s3cret-_x.ics") == "Not Found: /calendar/..."
    assert line('"GET /calendar/abc.ics HTTP/1.1" %s', 200) == '"GET /calendar/... HTTP/1.1" 200'


def test_other_lines_stay_as_they_are():
    assert line("Not Found: %s", "/board/") == "Not Found: /board/"
