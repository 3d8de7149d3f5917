"""The verdict in Markdown."""

import dataclasses

from offline.reporting.markdown import markdown
from tests.offline.reporting.verdicts import ADVICE, BROKEN, previewed


def test_markdown_tells_verdict_and_way_out_and_survives_a_pipe_in_a_message() -> None:
    text = markdown(previewed(BROKEN, ADVICE))
    assert text.startswith("## Offline preview of `dev`: forbidden\n")
    assert "AWS was not contacted" in text
    assert "| `buckets-closed` | `models` | Buckets are closed. It is open. Fix: close it \\| shut it. |" in text
    assert text.index("### Violations") < text.index("### Advice")


def test_markdown_of_a_clean_stack_has_no_tables() -> None:
    assert "|" not in markdown(previewed())


def test_markdown_names_what_no_mode_decides() -> None:
    text = markdown(previewed(dataclasses.replace(ADVICE, undecided=True)))
    assert "### Not decided in any mode" in text
    assert "in applied mode they are decided" not in text
