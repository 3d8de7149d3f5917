"""The pages for other teams: every configuration loads, every example runs, every path, number and name is right."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
import yaml
from google.protobuf import empty_pb2, json_format

from offline.judging.configuration import read
from offline.judging.pack import _configure
from policy.engine.catalogue import RULES
from policy.engine.configuration import LEVELS
from policy.engine.pack import NAME, VERSION
from policy.engine.profiles import ADVICE_AT_FIRST, PROFILES
from policy.engine.server import Analyzer
from policy.testing.engine import InProcess, configured
from tests.policy.engine.client import Pack
from tests.stacks import ROOT

DOCS = ROOT / "docs"
USE = (DOCS / "use-the-pack.md").read_text()
TEST = (DOCS / "test-the-pack.md").read_text()
SETTINGS = {rule.about.name: rule.about.settings for rule in RULES}
FOLDERS = {"strict": ROOT / "policy", "start": ROOT / "policy" / "start"}


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


CONFIGURATIONS = [*blocks(USE, "json"), *blocks((DOCS / "policies.md").read_text(), "json")]


def test_there_is_something_to_check() -> None:
    assert len(CONFIGURATIONS) >= 4
    assert len(blocks(TEST, "python")) >= 5


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("text", CONFIGURATIONS)
def test_every_configuration_is_taken(text: str, profile: str, tmp_path: Path) -> None:
    """By the preview, by the pack, and by the schema that Pulumi holds it against; neither of the first two reads the other's."""
    calls = InProcess(Analyzer(NAME, VERSION, RULES, profile))
    info = calls.GetAnalyzerInfo(empty_pb2.Empty())
    file = tmp_path / "policy.json"
    file.write_text(text, encoding="utf-8")
    asked: list[object] = []
    _configure(SimpleNamespace(configure=asked.append), info, read(file))  # type: ignore[arg-type]  # all that it asks of calls
    calls.Configure(asked[0])
    calls.Configure(configured(info, json.loads(text)))
    schemas = {one.name: json_format.MessageToDict(one.configSchema.properties) for one in info.policies}
    for name, entry in json.loads(text).items():
        if not isinstance(entry, str):
            known = {**schemas.get(name, {}), "enforcementLevel": {"enum": list(LEVELS)}}
            jsonschema.validate(entry, {"type": "object", "properties": known})


def test_what_is_taken_for_granted_names_rules_and_settings_that_exist() -> None:
    rows = re.findall(r"^\| (`[^|]+) \| [^|]+ \| ([^|]+) \|$", USE.partition("## What it takes")[2], re.MULTILINE)
    named = {name for cell, _ in rows for name in re.findall(r"`([\w-]+)`", cell)}
    assert len(rows) > 8
    assert named <= set(SETTINGS)
    assert set(ADVICE_AT_FIRST) <= named
    for cell, remedy in rows:
        for setting in re.findall(r"`(\w+)`", remedy):
            missing = [name for name in re.findall(r"`([\w-]+)`", cell) if setting not in (*SETTINGS[name], "start")]
            assert missing == [], setting


@pytest.mark.parametrize("profile", PROFILES)
def test_the_folder_starts_as_pulumi_starts_it_and_says_its_profile(profile: str) -> None:
    folder = FOLDERS[profile]
    assert f"`platform/{folder.relative_to(ROOT)}` | `platform-{profile}`" in USE
    project = yaml.safe_load((folder / "PulumiPolicy.yaml").read_text())
    assert (folder / project["runtime"]["options"]["virtualenv"]).resolve() == (ROOT / ".venv").resolve()
    assert project["version"] == VERSION
    pack = Pack(folder)
    try:
        assert pack.info.name == f"platform-{profile}"
    finally:
        pack.stop()


def test_what_the_page_installs_is_enough_and_counted() -> None:
    pinned = {
        name: set(re.findall(r"(?m)^([\w.-]+)==", (ROOT / name).read_text()))
        for name in ("requirements.txt", "requirements-policy.txt")
    }
    assert f"{len(pinned['requirements-policy.txt'])} packages" in USE
    assert f"has {len(pinned['requirements.txt'])}" in USE
    script = "import sys, pulumi.policy, policy.engine.pack; print(*{name.partition('.')[0] for name in sys.modules})"
    command = [sys.executable, "-c", script]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    installed = packages_distributions()
    needed = {one.lower().replace("_", "-") for name in loaded if name != "google" for one in installed.get(name, ())}
    assert needed - {one.lower() for one in pinned["requirements-policy.txt"]} == set()


def test_what_commands_name_is_there() -> None:
    """Pulumi's own options are `tests/test_documented_commands.py`'s."""
    commands = [line.split() for block in blocks(USE, "sh") for line in block.splitlines()]
    helped = subprocess.run([sys.executable, "-m", "pip", "install", "--help"], capture_output=True, text=True, check=True)
    for words in commands:
        named = dict(pairwise(words))
        if pack := named.get("--policy-pack"):
            assert (ROOT / pack.removeprefix("platform/") / "PulumiPolicy.yaml").is_file()
        if wanted := named.get("--requirement"):
            assert (ROOT / wanted.removeprefix("platform/")).is_file()
            assert all(one in helped.stdout for one in words if one.startswith("--"))
    assert {words[0].rpartition("/")[2] for words in commands} == {"git", "python3", "pip", "pulumi"}


def test_the_examples_pass_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "platform").symlink_to(ROOT)
    conftest, tests, rule, of_rule, _ = blocks(TEST, "python")
    for name, text in (("conftest", conftest), ("test_examples", tests), ("our_rules", rule), ("test_ours", of_rule)):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_examples.py", "test_ours.py"]
    environment = {**os.environ, "PYTHONPATH": "platform"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout


def test_a_pack_of_ones_own_runs_both(tmp_path: Path) -> None:
    (tmp_path / "platform").symlink_to(ROOT)
    *_, rule, _, main = blocks(TEST, "python")
    (tmp_path / "our_rules.py").write_text(rule, encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "__main__.py").write_text(main, encoding="utf-8")
    pack = Pack(tmp_path / "rules")
    try:
        assert len(pack.info.policies) == len(RULES) + 1
        assert pack.info.name == "platform-start"
    finally:
        pack.stop()
