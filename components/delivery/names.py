"""Names by which other stacks know what a pipeline has: the account stack trusts a role before there is one."""

from stack.site import Site


def deploy_role(site: Site, stack: str) -> str:
    """Return the name of the role that acts as the deployer of one stack.

    Args:
        site: the pipeline's.
        stack: what heads the names of the stack that is deployed, `<code>-<environment>`.
    """
    return site.name("role", f"deploy-{stack}")
