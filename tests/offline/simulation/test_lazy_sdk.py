"""Loading only what is used of the SDK changes nothing but the time it takes."""

import subprocess
import sys

import pytest

from tests.offline.samples import ROOT

SCRIPT = """
import gc, sys
gc.disable()
from offline.simulation import lazy_sdk
if sys.argv[1] == "lazy":
    lazy_sdk.install()
import pulumi_aws
service = getattr(pulumi_aws, sys.argv[2])
service.{first}
whole = "__getattr__" not in vars(service)
names = sys.argv[3].split(",") if sys.argv[3] else sorted(n for n in vars(service) if not n.startswith("_"))
for name in names:
    thing = getattr(service, name)
    print(name, getattr(thing, "__module__", None) or thing.__name__, getattr(thing, "__qualname__", "module"))
print("whole" if whole else "part", file=sys.stderr)
"""


def _names(how: str, service: str, first: str, names: str = "") -> tuple[list[str], str]:
    script = SCRIPT.format(first=first)
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", script, how, service, names], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.splitlines(), done.stderr.strip()


@pytest.mark.parametrize(("service", "first"), [("s3", "Bucket"), ("kms", "Key"), ("rds", "get_engine_version")])
def test_every_name_of_a_service_means_the_same(service: str, first: str) -> None:
    usual, whole = _names("usual", service, first)
    classes = [line.split()[0] for line in usual if not line.endswith(" module")]
    lazy, part = _names("lazy", service, first, ",".join(classes))
    assert lazy == [line for line in usual if not line.endswith(" module")]
    assert (whole, part) == ("whole", "part")
