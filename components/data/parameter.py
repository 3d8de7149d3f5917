"""Values under a name others look up: parameters of Systems Manager, readable by exactly those who were given them."""

import pulumi
import pulumi_aws as aws

from components.base.access import Access, SecretReference
from components.base.grant import PARAMETERS, Grant
from components.base.tier import Tier
from components.network.placement import Placement

READ = Grant(reach=PARAMETERS, actions=("ssm:GetParameter",))


class Parameter(pulumi.ComponentResource):
    """The parameter `/<system>/<environment>/<tail>`, whose value the program decides.

    Args:
        name: logical name part; for ever.
        placement: names.
        tail: end of the parameter's name, such as `mlflow/artifact-root`.
        description: what it is for.
        value: at most 4 KB.
        key_arn: for a secret value, which is then a SecureString; None for a plain one.
    """

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        tail: str,
        description: str,
        value: pulumi.Input[str],
        key_arn: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:parameter:Parameter", name, None, opts)
        self._tier, self._key_arn = name, key_arn
        self._arn = placement.site.arn("ssm", f"parameter{placement.site.path(tail)}")
        self._parameter = aws.ssm.Parameter(
            f"{name}-parameter",
            name=placement.site.path(tail),
            description=description,
            type="String" if key_arn is None else "SecureString",
            key_id=key_arn,
            value=None if key_arn is None else value,
            insecure_value=value if key_arn is None else None,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"name": self._parameter.name})

    def access(self, variable: str) -> Access:
        """Put the value into an environment variable when a task starts; a change rolls the tasks."""
        reference = SecretReference(service="ssm", arn=self._arn, version=self._parameter.version.apply(str), key_arn=self._key_arn)
        return Access(tier=self._tier, secrets={variable: reference}, depends_on=(self._parameter,))


class RuntimeParameter(Tier):
    """The parameter `/<system>/<environment>/<name>`, a JSON document that people or the application change while it runs.

    It is declared once as `{}`; whatever it holds later is left alone.

    Args:
        name: logical name part, and the end of the parameter's name; for ever.
        placement: names and protection.
        description: what it is for, and who changes it.
    """

    GRANTS = (READ,)

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        description: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:parameter:RuntimeParameter", name, opts)
        site = placement.site
        self._arn = site.arn("ssm", f"parameter{site.path(name)}")
        self._parameter = aws.ssm.Parameter(
            f"{name}-parameter",
            name=site.path(name),
            description=description,
            type="String",
            insecure_value="{}",
            # The description too: to change it the provider writes the whole parameter, with the value it remembers.
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect, ignore_changes=["insecureValue", "description"]),
        )
        self.register_outputs({"name": self._parameter.name})

    def access(self, variable: str) -> Access:
        """Read it while running; its name arrives in an environment variable."""
        read = READ.on("ReadConfiguration", self._arn)
        return Access(tier=self.logical_name, statements=(read,), environment={variable: self._parameter.name})
