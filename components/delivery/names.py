"""Names by which other stacks know what a pipeline has: the account stack trusts a role before there is one."""

from stack.site import PARTITION, Site


def deploy_role(site: Site, stack: str) -> str:
    """Return the name of the role that acts as the deployer of one stack.

    Args:
        site: the pipeline's.
        stack: what heads the names of the stack that is deployed, `<code>-<environment>`.
    """
    return site.name("role", f"deploy-{stack}")


def connection_arns(connection: str) -> tuple[str, str]:
    """Return a connection's ARN as it is now and as it was before July 2024: AWS checks calls by either.

    Args:
        connection: either of the two (CodePipeline guide, "connection permissions").
    """
    place = connection.split(":", 3)[3]
    return (f"arn:{PARTITION}:codeconnections:{place}", f"arn:{PARTITION}:codestar-connections:{place}")
