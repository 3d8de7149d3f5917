"""The verdict as SARIF, for code scanning."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from offline.errors import Exit
from offline.reporting.sarif import sarif
from offline.simulation.mode import Mode
from offline.simulation.model import Recording, Resource
from tests.offline.reporting.verdicts import ADVICE, BROKEN, RULES, UNCLEAR, URN, previewed
from tests.offline.samples import BUCKETS_NAMED, preview_here, write_pack, write_project


def results(text: str) -> list[dict[str, Any]]:
    log = json.loads(text)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    found: list[dict[str, Any]] = log["runs"][0]["results"]
    return found


def places(text: str) -> list[tuple[str, int]]:
    found = [one["locations"][0]["physicalLocation"] for one in results(text)]
    return [(one["artifactLocation"]["uri"], one["region"]["startLine"]) for one in found]


def test_levels_say_what_forbids_what_advises_and_what_nobody_could_tell() -> None:
    undecided = dataclasses.replace(ADVICE, rule="keys-turn", undecided=True)
    text = sarif(previewed(BROKEN, ADVICE, UNCLEAR, undecided))
    assert [(one["ruleId"], one["level"]) for one in results(text)] == [
        ("buckets-closed", "error"),
        ("roles-narrow", "error"),
        ("two-zones", "warning"),
        ("keys-turn", "note"),
    ]
    assert results(text)[0]["message"]["text"] == "models of dev: Buckets are closed. It is open.\nFix: close it | shut it."
    driver = json.loads(text)["runs"][0]["tool"]["driver"]
    assert (driver["name"], [rule["id"] for rule in driver["rules"]]) == ("pack 1", list(RULES))


def test_a_clean_stack_has_no_results() -> None:
    assert results(sarif(previewed())) == []


def at(position: tuple[str, int] | None, *, parent: str | None = None, parent_at: tuple[str, int] | None = None) -> str:
    """Return the report of a finding about a resource that is declared there, in a component that is declared elsewhere."""
    summary = previewed(BROKEN)
    component = Resource(urn="parent", type="a:b:C", name="c", parent=None, custom=False, inputs={}, outputs={}, position=parent_at)
    resource = Resource(
        urn=URN, type="aws:s3/bucket:Bucket", name="models", parent=parent, custom=True, inputs={}, outputs={}, position=position
    )
    recording = Recording(project="platform", stack="dev", mode=Mode.APPLIED, resources=(component, resource), outputs={})
    runs = {mode: dataclasses.replace(run, recording=recording) for mode, run in summary.runs.items()}
    return sarif(dataclasses.replace(summary, runs=runs))


def test_a_finding_is_where_its_resource_is_declared() -> None:
    here = Path.cwd()
    assert places(at((str(here / "components" / "x y.py"), 7))) == [("components/x%20y.py", 7)]


def test_what_a_library_declares_is_where_its_component_is() -> None:
    here = Path.cwd()
    library = (str(here / ".venv" / "lib" / "site-packages" / "aws.py"), 3)
    assert places(at(library, parent="parent", parent_at=(str(here / "systems.py"), 9))) == [("systems.py", 9)]
    assert places(at(("/elsewhere/aws.py", 3))) == [("Pulumi.dev.yaml", 1)]


def test_a_result_is_the_same_one_when_its_line_has_moved() -> None:
    here = str(Path.cwd() / "systems.py")
    first, second = results(at((here, 1))), results(at((here, 90)))
    assert first[0]["partialFingerprints"] == second[0]["partialFingerprints"]
    assert first[0]["partialFingerprints"] != results(sarif(previewed(ADVICE)))[0]["partialFingerprints"]


def test_the_line_is_that_of_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    write_project(tmp_path, "import pulumi_aws as aws\n\nfor name in ('good', 'bad'):\n    aws.s3.Bucket(name, bucket=name)\n")
    done = preview_here(capsys, tmp_path, "--policy-pack", "pack", "--format", "sarif")
    assert done.returncode == Exit.POLICY
    assert places(done.stdout) == [("__main__.py", 4)]
