"""Calls of AWS: retried, limited in time, told in our words when they fail, and only named in a dry run."""

import functools
from collections.abc import Iterator
from typing import Any, Final

import boto3
from botocore import exceptions
from botocore.config import Config

from ops.ending import Exit, OpsError
from ops.screen import Screen

ATTEMPTS: Final = 6
"""How often a call is tried in all, when AWS is busy or does not answer; the waits between grow to 20 seconds."""
_SECONDS_TO_CONNECT, _SECONDS_TO_ANSWER = 5, 30
_DENIED: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "UnauthorizedOperation",
        "AuthorizationError",
        "NotAuthorized",
        "403",
        "UnauthorizedException",
    }
)
_EXPIRED: Final = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "RequestExpired",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "SignatureDoesNotMatch",
        "AuthFailure",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidSignatureException",
        "InvalidToken",
        "RequestTimeTooSkewed",
        "TokenRefreshRequired",
    }
)
NOT_SIGNED_IN: Final = (
    exceptions.CredentialRetrievalError,
    exceptions.LoginError,
    exceptions.NoAuthTokenError,
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.ProfileNotFound,
    exceptions.SSOError,
    exceptions.TokenRetrievalError,
    exceptions.UnknownCredentialError,
)
"""What botocore says before it asks AWS anything: no credentials, or a sign-in that has ended."""
_MISSING: Final = frozenset({"404", "StateMachineDoesNotExist", "ExecutionDoesNotExist"})
_THERE: Final = frozenset({"ImageAlreadyExistsException", "LayerAlreadyExistsException"})
"""What ECR says to somebody who asks again for what was done: a call that was tried anew, or a command that goes on after one that
was ended."""
_IAM_PREFIXES: Final = {"stepfunctions": "states", "elbv2": "elasticloadbalancing", "service-quotas": "servicequotas"}
"""How IAM calls a service that boto3 calls otherwise."""
THROTTLED: Final = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "SlowDown",
        "PriorRequestNotComplete",
        "TransactionInProgressException",
        "ProvisionedThroughputExceededException",
        "EC2ThrottledException",
        "503",  # S3's SlowDown, in answer to a HEAD, which has no body to say so
    }
)


SIGNED_BY: Final = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
"""The variables that credentials are handed to a program in, in botocore's order; the last where there is a session."""


class MissingError(OpsError):
    """What was asked for is not there."""


class ThereError(OpsError):
    """What was to be made is there already."""


class Aws:
    """Calls one account with the credentials of the environment (AWS's default chain).

    Args:
        region: where calls go that name no other.
        accounts: which accounts the stack file allows; None for any.
        screen: where retries and dry runs are told.
        dry_run: name what would be changed, and change nothing.
    """

    def __init__(self, region: str, *, accounts: frozenset[str] | None, screen: Screen, dry_run: bool) -> None:
        self.region, self._accounts, self._screen, self.dry_run = region, accounts, screen, dry_run
        self._clients: dict[tuple[str, str], Any] = {}

    @functools.cached_property
    def identity(self) -> dict[str, str]:
        """Who calls: `Account` and `Arn`. Asked once, before anything else.

        Raises:
            OpsError: no credentials, or those of an account that the stack file does not allow.
        """
        answer = self._send("sts", "get_caller_identity", "the caller", self.region, {})
        if self._accounts is not None and answer["Account"] not in self._accounts:
            raise OpsError(
                f"the credentials are of account {answer['Account']} ({answer['Arn']}); aws:allowedAccountIds of the stack file "
                f"allows {', '.join(sorted(self._accounts))}. Nothing was called; fix: use credentials of that account",
                Exit.DENIED,
            )
        return {"Account": answer["Account"], "Arn": answer["Arn"]}

    def credentials(self) -> dict[str, str]:
        """Return what calls are signed with now, as variables for a program's environment: secrets, for nothing else.

        Raises:
            OpsError: there are none, or they cannot be renewed.
        """
        self.identity  # noqa: B018 - of the account that the stack file allows
        session = boto3.DEFAULT_SESSION or boto3.Session()  # the clients' own: who had to type a code is not asked again
        try:
            found = session.get_credentials()
            frozen = None if found is None else found.get_frozen_credentials()
        except (exceptions.ClientError, exceptions.BotoCoreError) as error:
            raise self._told(error, "sts", "get_caller_identity", "the caller") from None
        if frozen is None:
            raise self._told(exceptions.NoCredentialsError(), "sts", "get_caller_identity", "the caller")
        return {name: value for name, value in zip(SIGNED_BY, frozen, strict=False) if value}

    def read(self, service: str, operation: str, target: str, /, *, region: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Return the answer of a call that changes nothing.

        Args:
            service: boto3's name of it, such as `ecs`.
            operation: boto3's name of it, such as `describe_services`.
            target: what it is about, for messages.
            region: if not the stack's.
            parameters: of the call.

        Raises:
            MissingError: there is no such thing.
            OpsError: AWS refuses, fails, or asks to slow down for too long.
        """
        self.identity  # noqa: B018 - asked first: with another account's credentials nothing is called
        return self._send(service, operation, target, region or self.region, parameters)

    def pages(
        self, service: str, operation: str, key: str, target: str, /, *, region: str | None = None, **parameters: Any
    ) -> Iterator[Any]:
        """Yield the items below `key` of every page of a call that changes nothing; the rest is as for `read`."""
        self.identity  # noqa: B018 - as above
        where = region or self.region
        try:
            for page in self._client(service, where).get_paginator(operation).paginate(**parameters):
                yield from page.get(key, [])
        except (exceptions.ClientError, exceptions.BotoCoreError) as error:
            raise self._told(error, service, operation, target) from None

    def write(
        self, service: str, operation: str, target: str, /, *, region: str | None = None, **parameters: Any
    ) -> dict[str, Any]:
        """Make a change and return the answer; in a dry run name it and return nothing. The rest is as for `read`."""
        if self.dry_run:
            self._screen.show(f"would call  {service}:{_operation(operation)}  {target}")
            return {}
        return self.read(service, operation, target, region=region, **parameters)

    def _client(self, service: str, region: str) -> Any:
        if (service, region) not in self._clients:
            self._clients[service, region] = client = made(service, region)
            event, name = f"needs-retry.{service}", "platform-ops-report"
            client.meta.events.unregister(event, unique_id=name)
            client.meta.events.register_first(event, functools.partial(self._report_retry, service), unique_id=name)
        return self._clients[service, region]

    def _report_retry(self, service: str, *, response: Any, operation: Any, attempts: int, **_: object) -> None:
        """Say that a call is tried again; whether it is, is botocore's to decide."""
        code = "" if response is None else response[1].get("Error", {}).get("Code", "")
        if attempts < ATTEMPTS and (response is None or code in THROTTLED):
            why = "AWS asks to slow down" if code else "no answer"
            self._screen.note(f"{service}:{operation.name}: {why}, trying again ({attempts} of {ATTEMPTS - 1})", "warn")

    def _send(self, service: str, operation: str, target: str, region: str, parameters: dict[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client(service, region), operation)(**parameters)
        except (exceptions.ClientError, exceptions.BotoCoreError) as error:
            raise self._told(error, service, operation, target) from None
        return answer

    def _told(
        self, error: exceptions.ClientError | exceptions.BotoCoreError, service: str, operation: str, target: str
    ) -> OpsError:
        """Return what a person is told of an error: who, what, on what, and the way out."""
        action = f"{_IAM_PREFIXES.get(service, service)}:{_operation(operation)}"
        if isinstance(error, exceptions.ClientError):
            code, text = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
            return self._told_by_aws(code, text or code, action, target)
        if isinstance(error, NOT_SIGNED_IN):
            return OpsError(
                f"no AWS credentials were found ({error}); fix: sign in as an operator or deployer (docs/bootstrap.md)", Exit.DENIED
            )
        if not isinstance(error, exceptions.HTTPClientError):
            return OpsError(
                f"{action} on {target} could not be called: {error}; fix: look at region and AWS configuration", Exit.INPUT
            )
        return OpsError(f"{action} on {target} got no answer in {ATTEMPTS} attempts: {error}; fix: look at network and region")

    def _told_by_aws(self, code: str, text: str, action: str, target: str) -> OpsError:
        if code in _DENIED:
            who = self.__dict__.get("identity", {}).get("Arn", "the caller")
            return OpsError(
                f"not permitted: {action} on {target}\n    who:     {who}\n    AWS:     {text}\n"
                f"    fix:     use a role that may (docs/operations.md), or have {action} allowed for this one",
                Exit.DENIED,
            )
        if code in _EXPIRED:
            fix = "sign in again, and look at the clock of this computer: AWS takes one that is five minutes off at most"
            return OpsError(f"AWS does not take the credentials ({code}: {text}); fix: {fix}", Exit.DENIED)
        if code in THROTTLED:
            return OpsError(f"AWS asked to slow down {ATTEMPTS} times: {action} on {target} ({code}); fix: try again in a minute")
        if "NotFound" in code or code in _MISSING or code.startswith("NoSuch"):
            return MissingError(f"{target} does not exist ({action}: {text})", Exit.INPUT)
        text = f"{action} on {target} failed: {code}: {text}"
        return ThereError(text) if code in _THERE else OpsError(text)


@functools.cache
def made(service: str, region: str) -> Any:
    """One client for the whole process: making one takes longer than most calls."""
    config = Config(
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        connect_timeout=_SECONDS_TO_CONNECT,
        read_timeout=_SECONDS_TO_ANSWER,
        user_agent_extra="platform-ops",
    )
    return boto3.client(service, region_name=region, config=config)  # type: ignore[call-overload]  # the name is a variable


def _operation(name: str) -> str:
    """`describe_services` as AWS writes it."""
    special = {"db": "DB", "ip": "IP"}
    return "".join(special.get(part, part.capitalize()) for part in name.split("_"))
