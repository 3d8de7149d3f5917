"""The verdict in Markdown."""

import dataclasses
import re

import pulumi_aws as aws
import pytest

from offline.explaining.parts import Parts
from offline.reporting.markdown import LONGEST, markdown
from offline.reporting.mermaid import flowchart
from offline.reporting.summary import Run
from offline.simulation.mode import Mode
from offline.simulation.runner import record
from tests.offline.reporting.verdicts import ADVICE, BROKEN, previewed
from tests.shipped import recorded


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


def test_a_real_stack_is_drawn_and_its_sizes_are_told() -> None:
    recording = recorded("production")
    summary = previewed()
    text = markdown(dataclasses.replace(summary, recording=recording, runs={Mode.APPLIED: Run(recording=recording)}))
    drawn = text.partition("```mermaid\n")[2].partition("```")[0]
    boxes = dict(re.findall(r'^  (n\d+)\["(.*)"\]$', drawn, re.MULTILINE))
    links = set(re.findall(r'^  (n\d+) (?:-->\|"[\d -]+"\||-\.->) (n\d+)$', drawn, re.MULTILINE))
    assert len(links) + len(boxes) + 1 == len(drawn.splitlines())
    assert ("api", "database") in {(boxes[one], boxes[other]) for one, other in links}
    assert "| `database-instance` | class | db.t4g.medium |" in text
    assert "| `database` | platform:database:Database | 17 | 5 |" in text


@pytest.mark.parametrize(("count", "length"), [(5000, 10), (3, 200_000), (400, 400)])
def test_it_fits_into_a_comment_whatever_was_found(count: int, length: int) -> None:
    text = markdown(previewed(*(dataclasses.replace(BROKEN, text=f"{number} {'x' * length}") for number in range(count)), ADVICE))
    assert len(text) < LONGEST
    assert text.startswith("## Offline preview of `dev`: forbidden\n")
    shown = text.count("| `buckets-closed` |")
    assert shown == count or re.search(r"\d+ more findings?\.|left out here", text)
    assert "buckets-closed" in text


@pytest.mark.parametrize("name", ['a"b', "a#quot;b", "a`b", "a\nb", "]--> x"])
def test_a_name_ends_no_box_of_the_drawing(name: str) -> None:
    def program() -> None:
        groups = [aws.ec2.SecurityGroup(one) for one in (name, "other")]
        aws.vpc.SecurityGroupIngressRule(
            "rule",
            security_group_id=groups[0].id,
            referenced_security_group_id=groups[1].id,
            ip_protocol="tcp",
            from_port=1,
            to_port=1,
        )

    drawn = flowchart(Parts(record(program, stack="dev", config={"aws:region": "us-east-1"})))
    assert len(drawn.splitlines()) == 4
    assert drawn.count('"') == 6
