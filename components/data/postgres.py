"""How workloads reach PostgreSQL, whatever runs it: port, password, connection secret and access."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

import pulumi
import pulumi_random as random

from components.base.access import Access, Opening
from components.data.secret import Kept, keep
from components.network.placement import Placement

PORT = 5432
AS_URL: Mapping[str, str] = MappingProxyType({"DATABASE_URL": "url"})
"""What a workload is given that asks for nothing else: environment variable -> field."""


def declare_password(name: str, *, rotation: int, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    """Declare the master password, replaced when `rotation` is raised. Letters and digits: RDS and URLs refuse some specials."""
    password = random.RandomPassword(f"{name}-password", length=32, special=False, keepers={"rotation": str(rotation)}, opts=opts)
    return password.result


def declare_secret(
    name: str,
    placement: Placement,
    *,
    identifier: str,
    key_arn: pulumi.Output[str],
    recovery_key_arn: pulumi.Output[str] | None,
    username: str,
    password: pulumi.Output[str],
    host: pulumi.Output[str],
    database_name: str,
    opts: pulumi.ResourceOptions,
) -> Kept:
    """Declare the secret `db-password`, or parameters, with everything a client needs, also as one URL that asks for TLS."""
    url = pulumi.Output.format(
        "postgresql://{0}:{1}@{2}:{3}/{4}?sslmode=require",
        username,
        password.apply(lambda text: quote(text, safe="")),
        host,
        PORT,
        database_name,
    )
    return keep(
        name,
        placement,
        tail="db-password",
        description=f"How to connect to {identifier}",
        key_arn=key_arn,
        recovery_key_arn=recovery_key_arn,
        values={
            "username": username,
            "password": password,
            "host": host,
            "port": PORT,
            "dbname": database_name,
            "url": url,
        },
        plain=("username", "host", "port", "dbname"),
        opts=opts,
    )


def postgres_access(
    tier: str, *, identifier: str, security_group_id: pulumi.Output[str], kept: Kept, variables: Mapping[str, str]
) -> Access:
    """Return the way to a database: the port, and what of its connection the application asks for.

    Args:
        tier: logical name of the database.
        identifier: for people who read the security groups.
        security_group_id: the database's.
        kept: fields `username`, `password`, `host`, `port`, `dbname` and `url`.
        variables: environment variable -> field.

    Raises:
        ValueError: when there is no such field.
    """
    opening = Opening(port=PORT, security_group_id=security_group_id, description=f"PostgreSQL of {identifier}")
    return Access(tier=tier, openings=(opening,), secrets=kept.references(variables))
