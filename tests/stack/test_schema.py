"""What editors check stack files with is read off the program and rejects what the program rejects."""

from typing import Any

import pytest

from stack.file import load
from stack.problems import SettingsError
from stack.schema import blocks_of, docstrings
from tests.shipped import SYSTEMS, completed, values_of
from tests.stacks import DELETE, as_engine, changed, complaints

# What a schema can tell of production: type, form, range, unknown and missing keys. Rules across keys are the program's.
BAD: list[tuple[str, Any]] = [
    ("platform:system", "loan-engine"),
    ("platform:environment", "Production"),
    ("platform:protect", "yes"),
    ("platform:databse", {}),
    ("platform:database", DELETE),
    ("platform:database.engine_version", 17),
    ("platform:database.storage_gb", 10),
    ("platform:database.storage_gb", "100"),
    ("platform:database.instance_class", "t3.medium"),
    ("platform:database.multi_az", "true"),
    ("platform:network.nat", "one"),
    ("platform:network.availability_zones", ["us-east-1a"]),
    ("platform:network.flow_log_retention_days", 91),
    ("platform:network.interface_endpoints", ["s3"]),
    ("platform:logs", []),
    ("platform:load_balancer.allowed_cidr_blocks", []),
    ("platform:load_balancer.firewall.rate_limit", 5),
    ("platform:services.api", DELETE),
    ("platform:services.api.cpu", 1000),
    ("platform:services.api.memroy", 4096),
    ("platform:services.api2", {"cpu": 256, "memory": 512, "min_capacity": 1, "max_capacity": 1}),
    ("platform:services.dashboard.allowed_cidr_blocks", ["10.0.0.0/8"] * 4),
    ("platform:images", {"api": "latest"}),
    ("platform:images", {"worker": f"sha256:{'0' * 64}"}),
    ("platform:buckets.models", DELETE),
    ("aws:region", DELETE),
]


@pytest.mark.parametrize(("path", "value"), BAD)
def test_what_the_schema_rejects_the_program_rejects(path: str, value: Any) -> None:
    assert complaints(changed(completed(values_of("production")), (path, value)))
    values = changed(values_of("production"), (path, value))
    with pytest.raises(SettingsError):
        load("production", as_engine(values), SYSTEMS)


def test_an_encrypted_secret_is_accepted() -> None:
    """The file holds what `pulumi config set --secret` wrote; the program gets it decrypted."""
    sign_in = dict.fromkeys(
        ("issuer", "authorization_endpoint", "token_endpoint", "user_info_endpoint"), "https://login.example.com/x"
    )
    path = "platform:services.dashboard.sign_in"
    secured = {**sign_in, "client_id": "engine", "client_secret": {"secure": "AAABAD"}}
    whole = completed(values_of("production"))
    assert complaints(changed(whole, (path, secured))) == []
    assert complaints(changed(whole, (path, {**secured, "client_secret": ["AAABAD"]})))


def test_every_setting_says_what_it_is_for() -> None:
    settings = [system.settings for system in SYSTEMS.values()]
    blocks = {block: path for one in settings for path, block in [("", one), *blocks_of(one)]}
    for block, path in blocks.items():
        told = docstrings(block)
        assert [key for key in block.__annotations__ if not told.get(key)] == [], f"platform:{path}"
