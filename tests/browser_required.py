"""Pytest plugin: with PROLO_REQUIRE_BROWSER=1 a browser test that is skipped is a failure."""

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    required = os.environ.get("PROLO_REQUIRE_BROWSER") == "1" and item.get_closest_marker("browser")
    if required and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"A browser is required here, but this was skipped: {report.longrepr}"
    return report
