"""What an application is given of a tier's connection: single fields or a URL, under its own names, from either store."""

import json
from dataclasses import replace
from typing import Any

import pytest

from components.base.access import Access, environment_of
from components.base.key import EncryptionKey
from components.data.application_secret import ExternalSecret, GeneratedSecret
from components.data.cache import Cache
from components.data.parameter import Parameter, RuntimeParameter
from components.data.rds import Database
from components.network.placement import Placement
from offline.simulation.runner import Recording, plain
from stack.settings import ExternalSecretSettings
from tests.components.data.test_stores import CACHE, DATABASE
from tests.components.declaring import declared, site

PARAMETER, SECRET = "aws:ssm/parameter:Parameter", "aws:secretsmanager/secret:Secret"
VERSION = "8a6f1c52-5c0e-4b1e-9a55-0f6f6b1f2f10"


def given(build: Any, *, store: Any = "secrets-manager", protect: bool = False) -> tuple[Recording, Access]:
    accesses: list[Access] = []

    def place(placement: Placement) -> None:
        accesses.append(build(replace(placement, credential_store=store)))

    recording = declared(place, site(protect=protect))
    return recording, accesses[0]


def laravel(placement: Placement) -> Access:
    fields = {"DB_HOST": "host", "DB_PASSWORD": "password", "DB_USERNAME": "username"}
    return Database("database", placement, settings=DATABASE).access(fields)


def celery(placement: Placement) -> Access:
    return Cache("cache", placement, settings=CACHE).access({"BROKER": "celery_url"})


def test_an_application_names_the_fields_it_wants() -> None:
    recording, access = given(laravel)
    assert {variable: reference.json_key for variable, reference in access.secrets.items()} == {
        "DB_HOST": "host",
        "DB_PASSWORD": "password",
        "DB_USERNAME": "username",
    }
    assert recording.of(PARAMETER) == []


def test_a_field_that_is_not_kept_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="DB_HOST asks for hots, which database does not keep: username, password, host"):
        given(lambda placement: Database("database", placement, settings=DATABASE).access({"DB_HOST": "hots"}))


def test_celery_gets_the_url_it_takes() -> None:
    recording, _ = given(celery)
    values = json.loads(plain(recording.named("cache-secret-version").inputs["secretString"]))
    assert values["celery_url"] == f"{values['url']}?ssl_cert_reqs=required"
    assert values["url"].startswith("rediss://")


def test_parameters_keep_secrets_encrypted_and_the_rest_readable() -> None:
    recording, access = given(laravel, store="parameter-store")
    assert recording.of(SECRET) == []
    found = {one.inputs["name"]: one for one in recording.of(PARAMETER)}
    assert {name.rpartition("/")[2]: one.inputs["type"] for name, one in found.items()} == {
        "username": "String",
        "password": "SecureString",
        "host": "String",
        "port": "String",
        "dbname": "String",
        "url": "SecureString",
    }
    assert all(name.startswith("/weather/test/database/") for name in found)
    for one in found.values():
        secure = one.inputs["type"] == "SecureString"
        assert ("keyId" in one.inputs, "value" in one.inputs, "insecureValue" in one.inputs) == (secure, secure, not secure)
    assert {reference.service for reference in access.secrets.values()} == {"ssm"}
    assert [reference.key_arn is None for reference in access.secrets.values()] == [True, False, True]


def test_a_parameters_version_travels_in_the_environment() -> None:
    """ECS pins none, so without it a new password would reach no running task."""
    _, access = given(laravel, store="parameter-store")
    assert set(environment_of([access])) == {"DB_HOST_VERSION", "DB_PASSWORD_VERSION", "DB_USERNAME_VERSION"}
    _, access = given(laravel)
    assert environment_of([access]) == {}


def test_generated_secrets_are_replaced_by_a_rotation() -> None:
    def values(rotation: int) -> dict[str, str]:
        recording, access = given(
            lambda placement: GeneratedSecret(
                "hmac", placement, lengths={"key1": 40, "key2": 64}, rotations={"key2": rotation}
            ).access({"HMAC": "key2"})
        )
        assert [reference.json_key for reference in access.secrets.values()] == ["key2"]
        kept: dict[str, str] = json.loads(plain(recording.named("hmac-secret-version").inputs["secretString"]))
        return kept

    first, second = values(1), values(2)
    assert {field: len(value) for field, value in first.items()} == {"key1": 40, "key2": 64}
    assert (first["key1"] == second["key1"], first["key2"] == second["key2"]) == (True, False), "one is replaced at a time"


def test_a_third_partys_secret_has_no_value_here() -> None:
    recording, access = given(
        lambda placement: ExternalSecret("partner", placement, settings=ExternalSecretSettings()).access({"PARTNER_KEY": ""})
    )
    (secret,) = recording.of(SECRET)
    assert secret.inputs["name"] == "/weather/test/partner"
    assert recording.of("aws:secretsmanager/secretVersion:SecretVersion") == []
    assert access.missing
    _, access = given(
        lambda placement: ExternalSecret("partner", placement, settings=ExternalSecretSettings(version=VERSION)).access(
            {"PARTNER_KEY": "key"}
        )
    )
    assert not access.missing
    assert access.secrets["PARTNER_KEY"].version == VERSION


@pytest.mark.parametrize("protect", [True, False])
def test_secrets_last_as_long_as_the_stack_is_protected(*, protect: bool) -> None:
    recording, _ = given(
        lambda placement: ExternalSecret("partner", placement, settings=ExternalSecretSettings()).access({}), protect=protect
    )
    (secret,) = recording.of(SECRET)
    assert (secret.protect, secret.inputs["recoveryWindowInDays"]) == (protect, 30 if protect else 0)


def test_a_parameter_is_injected_and_one_that_changes_is_read() -> None:
    def plain_value(placement: Placement) -> Access:
        return Parameter("root", placement, tail="mlflow/root", description="Where", value="s3://x").access("ROOT")

    def secret_value(placement: Placement) -> Access:
        key = EncryptionKey("k", placement.site, purpose="test")
        return Parameter("uri", placement, tail="uri", description="What", value="hush", key_arn=key.arn).access("URI")

    def changing(placement: Placement) -> Access:
        return RuntimeParameter("config", placement, description="Switches").access("CONFIG_PARAMETER")

    recording, access = given(plain_value)
    (parameter,) = recording.of(PARAMETER)
    assert (parameter.inputs["type"], parameter.inputs["name"]) == ("String", "/weather/test/mlflow/root")
    assert access.secrets["ROOT"].key_arn is None
    assert access.statements == ()
    recording, access = given(secret_value)
    (parameter,) = recording.of(PARAMETER)
    assert (parameter.inputs["type"], "keyId" in parameter.inputs) == ("SecureString", True)
    recording, access = given(changing, protect=True)
    (parameter,) = recording.of(PARAMETER)
    assert "insecureValue" in parameter.ignore_changes
    assert parameter.protect
    assert [(statement.actions, len(statement.resources)) for statement in access.statements] == [(("ssm:GetParameter",), 1)]
    assert (set(access.environment), access.secrets) == ({"CONFIG_PARAMETER"}, {})
