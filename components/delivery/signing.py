"""The identity that images are signed with, which only the role that builds them may use."""

import pulumi
import pulumi_aws as aws

from stack.site import Site


class Signing(pulumi.ComponentResource):
    """A profile of AWS Signer, `<code>_<environment>_<profile>`, for ECR's managed signing.

    ECR signs each image as it is pushed, with the permission of whoever pushes it, once its registry has a rule for the repository.
    That rule is the account's, for no provider declares it yet: docs/systems/delivery.md. A profile is never deleted but cancelled,
    which takes its name with it, and its signatures stay valid.

    Args:
        name: logical name part; for ever.
        site: names.
        profile: the end of the profile's name.
    """

    def __init__(self, name: str, site: Site, *, profile: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platform:signing:Signing", name, None, opts)
        self.profile = f"{site.code}_{site.environment}_{profile}".replace("-", "_")
        self.arn = site.arn("signer", f"/signing-profiles/{self.profile}")
        aws.signer.SigningProfile(
            f"{name}-profile",
            name=self.profile,
            platform_id="Notation-OCI-SHA384-ECDSA",
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        self.register_outputs({"arn": self.arn})
