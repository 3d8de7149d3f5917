"""Secrets that belong to no tier: made here for the application, or given by a third party and put by hand."""

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.base.access import Access, SecretReference
from components.base.key import EncryptionKey
from components.base.tier import Tier
from components.data.secret import keep
from components.network.placement import Placement
from stack.settings import ExternalSecretSettings

NEVER: Final[Mapping[str, int]] = {}
"""No field is ever replaced."""


class GeneratedSecret(Tier):
    """Random values that only the application knows, such as the key it signs sessions with; kept where the stack keeps secrets.

    With a recovery region they are copied there: what they encrypted or signed is read with no others.

    Args:
        name: logical and physical name part; for ever.
        placement: names, protection, and where secrets are kept.
        lengths: field -> characters, letters and digits.
        rotations: field -> raised by one to replace its value; what is not named here never changes.
    """

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        lengths: Mapping[str, int],
        rotations: Mapping[str, int] = NEVER,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:secret:GeneratedSecret", name, opts)
        child = pulumi.ResourceOptions(parent=self)
        key = placement.key or EncryptionKey(name, placement.site, purpose=f"secret {name}", opts=child)
        region = placement.site.recovery_region
        copies = None
        if region is not None:
            copies = EncryptionKey(f"{name}-recovery", placement.site, purpose=f"copy of secret {name}", region=region, opts=child)
        values = {
            field: random.RandomPassword(
                f"{name}-{field}", length=length, special=False, keepers={"rotation": str(rotations.get(field, 1))}, opts=child
            ).result
            for field, length in lengths.items()
        }
        self._kept = keep(
            name,
            placement,
            tail=name,
            description=f"Made for the application: {', '.join(lengths)}",
            key_arn=key.arn,
            recovery_key_arn=None if copies is None else copies.arn,
            values=values,
            opts=child,
        )
        self.secret_arn = self._kept.arn
        if self._kept.replica_arn is not None and copies is not None:
            self.recovery = {"secret_arn": self._kept.replica_arn}
        self.register_outputs({"secret_arn": self.secret_arn})

    def access(self, variables: Mapping[str, str]) -> Access:
        """What of it the application asks for.

        Args:
            variables: environment variable -> field.

        Raises:
            ValueError: when there is no such field.
        """
        return Access(tier=self.logical_name, secrets=self._kept.references(variables))


class ExternalSecret(Tier):
    """A secret somebody else gives, such as an API key: declared here, its value put by a person or a pipeline.

    A stack file holds the version, never the value. While it names none, what needs the secret stays at zero tasks.

    Args:
        name: logical and physical name part; for ever.
        placement: names and protection.
        settings: which version is in use.
    """

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        settings: ExternalSecretSettings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:secret:ExternalSecret", name, opts)
        site = placement.site
        key = placement.key or EncryptionKey(name, site, purpose=f"secret {name}", opts=pulumi.ResourceOptions(parent=self))
        self._key_arn = key.arn
        self._version = settings.version
        self._secret = aws.secretsmanager.Secret(
            f"{name}-secret",
            name=site.path(name),
            description="Put by hand: the stack file names the version (docs/runbooks/third-party-secret.md)",
            kms_key_id=key.arn,
            recovery_window_in_days=30 if site.protect else 0,
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        self.secret_arn = self._secret.arn
        self.register_outputs({"secret_arn": self.secret_arn})

    def access(self, variables: Mapping[str, str]) -> Access:
        """What of it the application asks for.

        Args:
            variables: environment variable -> JSON key of the value, or an empty text for the whole value.
        """
        secrets = {
            variable: SecretReference(
                service="secretsmanager", arn=self._secret.arn, json_key=key, version=self._version, key_arn=self._key_arn
            )
            for variable, key in variables.items()
        }
        return Access(tier=self.logical_name, secrets=secrets, missing=self._version is None)


def application_secret(
    name: str,
    placement: Placement,
    *,
    lengths: Mapping[str, int],
    rotations: Mapping[str, int] = NEVER,
    recovered: ExternalSecretSettings | None,
) -> GeneratedSecret | ExternalSecret:
    """Declare a secret that is made here, or, where a stack is built from another's copies, put there by hand with its values.

    Arguments as for `GeneratedSecret`; `recovered` as the settings of `ExternalSecret`, whose value is a JSON document of the
    fields.
    """
    if recovered is not None:
        return ExternalSecret(name, placement, settings=recovered)
    return GeneratedSecret(name, placement, lengths=lengths, rotations=rotations)
