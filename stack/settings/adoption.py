"""Something that exists already and is taken over as it is: what AWS fixes of it, and our naming would have otherwise."""

from collections.abc import Iterator
from typing import Annotated

from stack.block import block
from stack.limits import each_once, matches, max_length
from stack.problems import Problem

KeyArn = Annotated[str, matches(r"arn:aws:kms:[a-z0-9-]+:\d{12}:key/[\w-]{1,128}", "the ARN of a KMS key")]
AdoptedName = Annotated[
    str,
    matches(r"(?=.{1,63}$)[a-z](-?[a-z0-9])*", "the identifier as AWS has it: at most 63 lower-case letters, digits and hyphens"),
]


@block
class AdoptSettings:
    """An existing resource in place of a new one, brought in with `pulumi import` (docs/adopt.md). Costs nothing.

    Everything AWS changes in place is as the other settings say from the first `up` on. Set it before the import and leave it: a
    resource whose name, key or subnet group changes is replaced, with the data in it.
    """

    name: AdoptedName
    """Its identifier."""
    kms_key_arn: KeyArn | None = None
    """The key its storage is encrypted with. Absent, the tier's own key, which an existing resource cannot have."""
    subnet_group: Annotated[str, matches(r"[a-z0-9][a-z0-9 ._-]{0,254}", "the name of a subnet group, in lower case")] | None = None
    """The subnet group it is in. Absent, one of the tier's own, in the stack's data subnets."""


@block
class AdoptCacheSettings(AdoptSettings):
    """An existing replication group."""

    name: Annotated[
        str,
        matches(
            r"(?=.{1,40}$)[a-z](-?[a-z0-9])*", "the identifier as AWS has it: at most 40 lower-case letters, digits and hyphens"
        ),
    ]
    """Its identifier."""


@block
class AdoptDatabaseSettings(AdoptSettings):
    """An existing database."""

    initial_database: bool = True
    """Whether AWS itself names `database_name` as the database made with it; false where `DBName` or `DatabaseName` of `aws rds
    describe-db-instances` or `describe-db-clusters` is null."""


@block
class AdoptClusterSettings(AdoptDatabaseSettings):
    """An existing Aurora cluster."""

    instances: Annotated[tuple[AdoptedName, ...], max_length(16), each_once("an instance is one instance")] = ()
    """Identifiers of its instances, the writer's first; instances beyond them are made and named by the program."""


def adoption_problems(adopt: AdoptSettings | None, *, restore: object, generation: int) -> Iterator[Problem]:
    """Yield what contradicts that a database is an existing one: a restore, or another one built beside it."""
    if adopt is None:
        return
    if restore is not None:
        yield Problem(
            path="adopt",
            found="adopt and restore",
            allowed="one of the two: what exists already is not restored",
            fix="remove restore until it is imported",
        )
    if generation > 1:
        yield Problem(
            path="adopt",
            found=f"adopt with generation {generation}",
            allowed="generation 1: a later one is a database of the stack's own, beside the adopted one",
            fix="remove adopt, or generation",
        )
