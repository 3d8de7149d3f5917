"""People who act in the account by hand: who they are, how long a session lasts, and how they prove who they are."""

from collections.abc import Iterator
from typing import Annotated

from stack.block import block
from stack.limits import between, each_once, matches, max_length
from stack.problems import Problem

UserName = Annotated[
    str,
    matches(r"(?=.{1,512}$)([\w+=,.@-]+/)*[\w+=,.@-]{1,64}", "the name of an IAM user, behind its path where it has one"),
]
PermissionSet = Annotated[str, matches(r"[\w+=,.@-]{1,32}", "the name of a permission set of IAM Identity Center")]


@block
class PeopleSettings:
    """IAM users, and people who come through IAM Identity Center."""

    users: Annotated[tuple[UserName, ...], max_length(10), each_once("a user is one user")] = ()
    """They sign in with a code of their MFA device. Prefer Identity Center: a user's access key never expires."""
    permission_sets: Annotated[tuple[PermissionSet, ...], max_length(5), each_once("a permission set is one permission set")] = ()
    """Who is assigned one of these. Whether a code is asked for is Identity Center's own setting: docs/preflight.md."""

    @property
    def names(self) -> frozenset[str]:
        """Everybody, each with what they are."""
        return frozenset((*(f"user {one}" for one in self.users), *(f"permission set {one}" for one in self.permission_sets)))

    def problems(self) -> Iterator[Problem]:
        """Check that it names somebody: a role that trusts no one is a way in that fails on the night it is needed."""
        if not self.users and not self.permission_sets:
            yield Problem(
                path="",
                found="no one",
                allowed="users or permission_sets with at least one name",
                fix="name an IAM user or a permission set, or remove the block",
            )


@block
class OperatorSettings(PeopleSettings):
    """Who operates the stacks: a role for each stack, which may do what the operations commands do and become its deployer."""

    session_hours: Annotated[int, between(1, 12, "hours")] = 4
    """How long an IAM user's session as operator lasts. From Identity Center it is an hour, renewed while the sign-in lasts: AWS
    gives a role that another role assumes no more."""
    mfa_minutes: Annotated[int, between(15, 720, "minutes")] = 60
    """How old a user's code may be when a session begins."""


@block
class BreakGlassSettings(PeopleSettings):
    """Who may be an administrator when nothing else helps, for an hour; each use is an alarm."""

    mfa_minutes: Annotated[int, between(5, 60, "minutes")] = 15
    """How old a user's code may be when a session begins."""
