"""Loading only what is used of the SDK changes nothing but the time it takes."""

import subprocess
import sys
from pathlib import Path
from typing import Any, is_typeddict

import pytest

from offline.simulation.bare_source import BareLoader
from tests.offline.samples import ROOT

SCRIPT = """
import gc, sys
gc.disable()
from offline.simulation import lazy_sdk
if sys.argv[1] == "lazy":
    lazy_sdk.install()
import pulumi, pulumi_aws
from pulumi import _types
service = getattr(pulumi_aws, sys.argv[2])
service.{first}
whole = "__getattr__" not in vars(service)
names = sys.argv[3].split(",") if sys.argv[3] else sorted(n for n in vars(service) if not n.startswith("_"))
for name in names:
    thing = getattr(service, name)
    print(name, getattr(thing, "__module__", None) or thing.__name__, getattr(thing, "__qualname__", "module"))
    if not isinstance(thing, type):
        continue
    if _types.is_input_type(thing) or _types.is_output_type(thing):
        print("=", name, _types._types_from_py_properties(thing))
    elif issubclass(thing, pulumi.Resource):
        print("=", name, _types.resource_types(thing))
print("whole" if whole else "part", file=sys.stderr)
"""


def _names(how: str, service: str, first: str, names: str = "") -> tuple[list[str], str]:
    script = SCRIPT.format(first=first)
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", script, how, service, names], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.splitlines(), done.stderr.strip()


@pytest.mark.parametrize(("service", "first"), [("kms", "Key"), ("rds", "get_engine_version")])
def test_every_name_of_a_service_means_the_same_and_every_property_has_its_type(service: str, first: str) -> None:
    """Of a service that a class is asked of first, and of one, large and with many types, that a function is."""
    usual, whole = _names("usual", service, first)
    classes = [line.split()[0] for line in usual if not line.endswith(" module") and not line.startswith("=")]
    assert any(line.startswith("=") for line in usual)
    lazy, part = _names("lazy", service, first, ",".join(classes))
    assert lazy == [line for line in usual if not line.endswith(" module")]
    assert (whole, part) == ("whole", "part")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file as the SDK has them."""
    (tmp_path / "__pycache__").mkdir()
    file = tmp_path / "sample.py"
    file.write_text(
        '"""A page of text."""\n'
        "from typing import TypedDict\n"
        "def bucket(name: not_there) -> dict: ...\n"
        "class BucketArgsDict(TypedDict):\n    name: not_there\n"
    )
    return file


def test_a_file_is_loaded_without_evaluating_its_annotations_and_compiled_again_when_it_changes(file: Path) -> None:
    def load() -> dict[str, Any]:
        names: dict[str, Any] = {}
        code = BareLoader("sample", str(file)).get_code("sample")
        assert code is not None
        exec(code, names)  # noqa: S102
        return names

    names = load()
    assert names["bucket"].__annotations__ == {"name": "not_there", "return": "dict"}
    assert (is_typeddict(names["BucketArgsDict"]), names.get("__doc__")) == (True, None)
    (kept,) = (file.parent / "__pycache__").iterdir()
    written = kept.stat().st_mtime_ns
    assert load().keys() == names.keys()
    assert kept.stat().st_mtime_ns == written, "compiled once, loaded twice"
    file.write_text("other = 1\n")
    assert load()["other"] == 1
    kept.write_bytes(kept.read_bytes()[:20])
    assert load()["other"] == 1, "a file that was cut off is none"


@pytest.mark.parametrize("kept", ["nothing may be written", "there is no folder"])
def test_where_nothing_can_be_kept_a_file_is_loaded_as_ever(file: Path, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling it at each start would take longer than it saves."""
    file.write_text("def bucket(name: str) -> None: ...\n")
    if kept == "nothing may be written":
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
    else:
        (file.parent / "__pycache__").rmdir()
    names: dict[str, Any] = {}
    code = BareLoader("sample", str(file)).get_code("sample")
    assert code is not None
    exec(code, names)  # noqa: S102
    assert names["bucket"].__annotations__ == {"name": str, "return": None}
