"""The state is what `pulumi stack export` would write."""

import json
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest

from offline.errors import Exit
from offline.reporting.state import export
from offline.simulation.runner import UNKNOWN, Mode, Recording, record
from offline.simulation.values import SIGNATURE
from tests.offline.engine_state import unreadable
from tests.offline.samples import ONE_BUCKET, preview_here, write_project


def test_the_state_has_the_form_of_a_stack_export(sample: tuple[str, str], applied: Recording) -> None:
    state = json.loads(sample[1])
    assert state["version"] == 3
    assert "simulated" in state["deployment"]["manifest"]["version"]
    resources = {entry["urn"]: entry for entry in state["deployment"]["resources"]}
    assert resources.keys() == {resource.urn for resource in (*applied.resources, *applied.providers)}
    database = resources[applied.named("database-instance").urn]
    assert database["protect"] is True
    assert database["ignoreChanges"] == ["allocatedStorage"]
    assert database["id"].startswith("db-")
    assert database["parent"] == applied.named("database").urn
    assert database["inputs"]["password"][SIGNATURE] == "1b47061264138c4ac30d75fd1eb44270"
    assert json.loads(database["inputs"]["password"]["plaintext"]) == "[secret]"
    assert database["propertyDependencies"]["kmsKeyId"] == [applied.named("database-key").urn]
    assert UNKNOWN not in sample[1], "both modes write the applied state"


@pytest.mark.parametrize("mode", Mode)
def test_every_option_has_the_type_the_engine_reads(mode: Mode) -> None:
    """`pulumi policy analyze --file` refuses the whole file for one field of another type."""

    def program() -> None:
        first = aws.sns.Topic("first", opts=pulumi.ResourceOptions(import_="arn:aws:sns:us-east-1:111122223333:first"))
        options = pulumi.ResourceOptions(
            additional_secret_outputs=["arn"],
            aliases=[pulumi.Alias(name="old")],
            custom_timeouts=pulumi.CustomTimeouts(create="1h30m", update="40m", delete="90s"),
            deleted_with=first,
            depends_on=[first],
            ignore_changes=["displayName"],
            protect=True,
            replace_on_changes=["name"],
            retain_on_delete=True,
        )
        aws.sns.Topic("second", display_name=first.arn, opts=options)

    state = json.loads(json.dumps(export(record(program, stack="dev", mode=mode))))
    assert unreadable(state) == []
    second = state["deployment"]["resources"][-1]
    assert second["customTimeouts"] == {"create": 5400, "update": 2400, "delete": 90}
    assert len(second) == 17 + (mode is Mode.APPLIED), f"an option is missing: {sorted(second)}"


def test_the_sample_s_state_is_readable(sample: tuple[str, str]) -> None:
    assert unreadable(json.loads(sample[1])) == []


def test_every_reference_in_the_state_leads_to_an_earlier_entry(sample: tuple[str, str]) -> None:
    known: set[str] = set()
    for entry in json.loads(sample[1])["deployment"]["resources"]:
        provider = entry.get("provider", "").rpartition("::")[0]
        needed = {entry.get("parent"), provider, *entry.get("dependencies", [])} - {None, ""}
        assert needed <= known, entry["urn"]
        known.add(entry["urn"])


def test_json_on_standard_output_moves_the_report_to_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = write_project(tmp_path, ONE_BUCKET, "{bucket: good}")
    done = preview_here(capsys, project, "--policy-pack", "none", "--mode", "planned", "--json", "-")
    state = json.loads(done.stdout)
    assert UNKNOWN in {entry["outputs"].get("arn") for entry in state["deployment"]["resources"]}
    assert done.stderr.startswith("The program runs; nothing was judged.\n\nOffline preview of platform/dev\n")


def test_a_state_that_cannot_be_written_is_wrong_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = preview_here(capsys, write_project(tmp_path, ""), "--policy-pack", "none", "--json", str(tmp_path / "no" / "state.json"))
    assert done.returncode == Exit.INPUT
    assert "state.json: cannot be written" in done.stderr
