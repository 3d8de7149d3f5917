"""Every stack file and every container is where people look for it: README, bootstrap, image contract, schemas, settings page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from offline.simulation.runner import Mode
from stack.file import load
from systems import Systems
from systems.__main__ import generated
from tests import reading
from tests.check.found import LIMITED, SYSTEMS, environment_of, line_of, listed, system_of
from tests.stacks import ROOT, STACKS, as_engine, complaints, recorded, stacks_of, values_of

README = (ROOT / "README.md").read_text()
BOOTSTRAP = (ROOT / "docs" / "bootstrap.md").read_text()
CONTRACT = (ROOT / "docs" / "image-contract.md").read_text()


@pytest.mark.parametrize("stack", STACKS)
def test_the_readme_lists_the_stack_file(stack: str) -> None:
    system = system_of(stack)
    row = f"| `Pulumi.{stack}.yaml` | {system} | what it is |"
    found = next((line for line in README.splitlines() if f"| `Pulumi.{stack}.yaml` |" in line), "")
    assert found, f"README.md has no row for Pulumi.{stack}.yaml: add\n{row}"
    assert found.split("|")[2].strip().replace(" ", "-") == system, f"README.md names another system for Pulumi.{stack}.yaml"


def test_the_readme_lists_no_stack_file_that_is_gone() -> None:
    gone = set(re.findall(r"\| `Pulumi\.([\w.-]+)\.yaml` \|", README)) - set(STACKS)
    assert not gone, f"README.md: remove the rows of stack files that are gone: {listed(gone)}"


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_bootstrap_creates_the_stack_where_its_deployer_keeps_it(stack: str, account: str) -> None:
    line_of(stack, account)
    told = recorded(account).outputs["deployers"][f"{system_of(stack)}/{environment_of(stack)}"]
    commands = f"pulumi login '{told['login']}'\npulumi stack init {stack} --secrets-provider '{told['secrets_provider']}'\n"
    assert commands in BOOTSTRAP, (
        f"docs/bootstrap.md, step 4, does not create {stack} as Pulumi.{account}.yaml has it: add\n{commands}"
    )


def test_the_bootstrap_creates_no_stack_that_is_gone() -> None:
    gone = set(re.findall(r"^pulumi stack init (\S+) ", BOOTSTRAP, re.MULTILINE)) - set(STACKS)
    assert not gone, f"docs/bootstrap.md: remove the lines that create stacks without a stack file: {listed(gone)}"


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_file_is_accepted_and_names_the_schema_that_accepts_it(stack: str) -> None:
    load(stack, as_engine(values_of(stack)), Systems())
    first = (ROOT / f"Pulumi.{stack}.yaml").read_text().splitlines()[0]
    line = f"# yaml-language-server: $schema=schemas/{system_of(stack)}.json"
    assert first == line, f"Pulumi.{stack}.yaml: the first line must be\n{line}"
    found = complaints(values_of(stack))
    assert not found, f"editors refuse in Pulumi.{stack}.yaml what the program takes: run make generate\n" + "\n".join(found)


def test_generated_files_are_what_the_program_says() -> None:
    """After a change of settings or services; an editor would check against yesterday's."""
    for path, content in generated().items():
        assert (ROOT / path).exists(), f"{path} is missing: run make generate"
        same = (ROOT / path).read_text() == content  # not in the assertion: pytest would print the difference of two long files
        assert same, f"{path} is out of date: run make generate"
    unknown = {path.name for path in (ROOT / "schemas").iterdir()} - {f"{system}.json" for system in SYSTEMS}
    assert not unknown, f"schemas/ has files of systems that are gone, remove them: {listed(unknown)}"


# --- what an image must bring


class Container:
    """What the image contract must say of a container: over all stacks of its system, but for what a stack file adds by itself."""

    def __init__(self) -> None:
        self.environment: dict[str, None] = {}
        self.secrets: dict[str, None] = {}
        self.ports: dict[str, None] = {}
        self.repository = ""

    def add(self, container: dict[str, Any], added: set[str]) -> None:
        self.environment |= {one["name"]: None for one in container["environment"] if one["name"] not in added}
        self.secrets |= {one["name"]: None for one in container["secrets"]}
        self.ports |= {str(one["containerPort"]): None for one in container.get("portMappings", [])}
        self.repository = container["image"].partition("@")[0].rpartition("/")[2]

    def row(self, name: str) -> str:
        """Return the line to add to the table, where its author fills in what health means."""
        variables, secrets = (", ".join(f"`{one}`" for one in names) for names in (self.environment, self.secrets))
        listens = ", ".join(f"{port}, HTTP" for port in self.ports) or "nothing"
        return f"| {name} | `{self.repository}` | {listens} | the process lives | {variables} | {secrets} |"


def containers(system: str) -> Iterator[tuple[str, Container]]:
    found: dict[str, Container] = {}
    stacks = stacks_of(system)
    # What a collector adds is the base's matter: one stack of those that trace has one.
    traced = next((stack for stack in stacks if "platform:tracing" in values_of(stack)), None)
    for stack in stacks:
        collector = [("platform:tracing", {"collector": f"sha256:{'cd' * 32}"})] if stack == traced else []
        recording = recorded(stack, Mode.APPLIED, *collector)
        sizes = values_of(stack).get("platform:services", {})
        for definition in recording.of(reading.TASK_DEFINITION):
            name = definition.name.removesuffix("-definition")
            added = set(sizes.get(name, {}).get("environment", {}))
            found.setdefault(name, Container()).add(reading.container(recording, name), added)
    yield from found.items()


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_image_contract_lists_what_each_container_gets(system: str) -> None:
    heading = f"## The services of {system}"
    section = CONTRACT.partition(f"{heading}\n")[2].partition("\n## ")[0]
    for name, container in containers(system):
        assert section, f"docs/image-contract.md has no section of {system}: add\n{heading}"
        row = next((line for line in section.splitlines() if re.match(rf"\| {name}(?: \(job\))? \|", line)), None)
        told = f"add\n{container.row(name)}"
        assert row, f"docs/image-contract.md has no row for {name} of {system}: {told}"
        named = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", row))
        wanted = {*container.environment, *container.secrets}
        assert named == wanted, (
            f"docs/image-contract.md, row {name} of {system}: {sorted(named ^ wanted)} differ: compare with\n{container.row(name)}"
        )
        assert all(port in row for port in container.ports), f"docs/image-contract.md, row {name} names another port: {told}"


def test_the_image_contract_lists_no_container_that_is_gone() -> None:
    sections = re.findall(r"^## The services of ([\w-]+)\n(.*?)(?=^## |\Z)", CONTRACT, re.MULTILINE | re.DOTALL)
    rows = {
        f"{name} of {system}"
        for system, text in sections
        for name in re.findall(r"^\| ([a-z][\w-]*)(?: \(job\))? \| `", text, re.MULTILINE)
    }
    assert rows, "docs/image-contract.md has no table under `## The services of <system>`"
    gone = rows - {f"{name} of {system}" for system in SYSTEMS for name, _ in containers(system)}
    assert not gone, f"docs/image-contract.md: remove the rows of what no system runs any more: {listed(gone)}"
