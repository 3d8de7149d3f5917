"""What `make check` says last: for each red test the line to write, without the test around it."""

import os

import pytest

_FOR_PEOPLE = ("AssertionError: ", "stack.problems.SettingsError: ")


def message_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """What an assertion or a refused stack file says, without what pytest found out about it; other errors with their place."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is None:  # a module that cannot be imported: its own traceback, of which only the end is ours
        lines = str(report.longrepr).splitlines()
        return "\n".join(line.removeprefix("E ") for line in lines if line.startswith("E ")) or lines[-1]
    said = str(crash.message)
    for beginning in _FOR_PEOPLE:
        if said.startswith(beginning):
            return said.removeprefix(beginning).partition("\nassert ")[0]
    return f"{os.path.relpath(crash.path)}, line {crash.lineno}: {said}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what is still to do, each thing once, at the very end."""
    red = [*terminalreporter.getreports("failed"), *terminalreporter.getreports("error")]
    if messages := dict.fromkeys(map(message_of, red)):
        terminalreporter.section(f"{len(messages)} to do")
        for message in messages:
            terminalreporter.line(f"- {message.strip()}")
