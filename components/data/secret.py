"""How to connect to a tier, kept where containers read it value by value: one secret, or one parameter for each value."""

from abc import abstractmethod
from collections.abc import Collection, Mapping

import pulumi
import pulumi_aws as aws

from components.base.access import SecretReference
from components.base.document import json_text
from components.network.placement import Placement

Values = Mapping[str, pulumi.Input[str | int]]


class Kept(pulumi.ComponentResource):
    """Values that only workloads given them can read.

    Args:
        token: type token of the component.
        name: logical name part.
        values: field -> value.
    """

    arn: pulumi.Output[str]
    """Where they are: the secret, or the path of the parameters."""
    replica_arn: pulumi.Output[str] | None = None
    """The copy in the recovery region, where there is one."""

    def __init__(self, token: str, name: str, values: Values, opts: pulumi.ResourceOptions | None) -> None:
        super().__init__(token, name, None, opts)
        self._values = values

    def references(self, variables: Mapping[str, str]) -> dict[str, SecretReference]:
        """Return what a container is given.

        Args:
            variables: environment variable, as the application names it -> field.

        Raises:
            ValueError: when there is no such field.
        """
        for variable, field in variables.items():
            if field not in self._values:
                raise ValueError(f"{variable} asks for {field}, which {self._name} does not keep: {', '.join(self._values)}")
        return {variable: self.reference(field) for variable, field in variables.items()}

    def value(self, field: str) -> pulumi.Output[str]:
        """Return a value itself, for what the program makes of it; secret values stay secret."""
        return pulumi.Output.from_input(self._values[field]).apply(str)

    @abstractmethod
    def reference(self, field: str) -> SecretReference:
        """Return the reference by which ECS gives a container one value."""


class ConnectionSecret(Kept):
    """A Secrets Manager secret `/<system>/<environment>/<tail>` with one JSON document in it; 0.40 USD a month.

    Each change of a value makes a new version; references name the version, so that tasks roll in the same update. With a
    recovery region the secret is replicated there, encrypted with `recovery_key_arn`.

    Args:
        name: logical name part.
        placement: names, protection, and where a replica goes.
        tail: end of the secret's name.
        description: what it is for.
        key_arn: the key it is encrypted with.
        recovery_key_arn: the key of its replica; None for no replica.
        values: the document, JSON key -> value.
    """

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        tail: str,
        description: str,
        key_arn: pulumi.Output[str],
        recovery_key_arn: pulumi.Output[str] | None = None,
        values: Values,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:secret:ConnectionSecret", name, values, opts)
        secret = aws.secretsmanager.Secret(
            f"{name}-secret",
            name=placement.site.path(tail),
            description=description,
            kms_key_id=key_arn,
            recovery_window_in_days=30 if placement.site.protect else 0,
            replicas=None
            if placement.site.recovery_region is None or recovery_key_arn is None
            else [{"region": placement.site.recovery_region, "kms_key_id": recovery_key_arn}],
            opts=pulumi.ResourceOptions(parent=self, protect=placement.site.protect),
        )
        self._current = aws.secretsmanager.SecretVersion(
            f"{name}-secret-version",
            secret_id=secret.id,
            secret_string=json_text(values),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = secret.arn
        here, there = f":{placement.site.region}:", f":{placement.site.recovery_region}:"
        # A replica differs from its original in the region alone.
        self.replica_arn = secret.arn.apply(lambda arn: arn.replace(here, there))
        self._key_arn = key_arn
        self.register_outputs({"arn": self.arn})

    def reference(self, field: str) -> SecretReference:
        """Return one value of the document, of the version that is current now."""
        return SecretReference(
            service="secretsmanager",
            arn=self.arn,
            json_key=field,
            version=self._current.version_id,
            key_arn=self._key_arn,
        )


class ConnectionParameters(Kept):
    """Parameters `/<system>/<environment>/<name>/<field>`, one for each value; they cost nothing and have no replica.

    Args:
        name: logical name part, and part of the parameters' names.
        placement: names and protection.
        description: what they are for.
        key_arn: the key that secret values are encrypted with.
        values: field -> value, at most 4 KB each.
        plain: fields that anybody may read, such as a host.
    """

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        description: str,
        key_arn: pulumi.Output[str],
        values: Values,
        plain: Collection[str] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:secret:ConnectionParameters", name, values, opts)
        site = placement.site
        self._parameters = {
            field: aws.ssm.Parameter(
                f"{name}-{field}",
                name=site.path(f"{name}/{field}"),
                description=description,
                type="String" if field in plain else "SecureString",
                key_id=None if field in plain else key_arn,
                insecure_value=self.value(field) if field in plain else None,
                value=None if field in plain else self.value(field),
                opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
            )
            for field in values
        }
        self._plain = plain
        self.arn = pulumi.Output.from_input(site.arn("ssm", f"parameter{site.path(name)}"))
        self._key_arn = key_arn
        self.register_outputs({"arn": self.arn})

    def reference(self, field: str) -> SecretReference:
        """Return one parameter, and the version it has now."""
        parameter = self._parameters[field]
        version = parameter.version.apply(str)
        key_arn = None if field in self._plain else self._key_arn
        return SecretReference(service="ssm", arn=parameter.arn, version=version, key_arn=key_arn)


def keep(
    name: str,
    placement: Placement,
    *,
    tail: str,
    description: str,
    key_arn: pulumi.Output[str],
    recovery_key_arn: pulumi.Output[str] | None = None,
    values: Values,
    plain: Collection[str] = (),
    opts: pulumi.ResourceOptions,
) -> Kept:
    """Keep values where the stack keeps its secrets; arguments as for `ConnectionSecret` and `ConnectionParameters`."""
    if placement.credential_store == "parameter-store":
        return ConnectionParameters(
            name, placement, description=description, key_arn=key_arn, values=values, plain=plain, opts=opts
        )
    return ConnectionSecret(
        name,
        placement,
        tail=tail,
        description=description,
        key_arn=key_arn,
        recovery_key_arn=recovery_key_arn,
        values=values,
        opts=opts,
    )
