"""The words stack files are written in: strings and numbers that several tiers share."""

from typing import Annotated

from stack.limits import between, matches, one_of

Name = Annotated[str, matches(r"[a-z][a-z0-9-]*[a-z0-9]", "lower-case letters, digits and hyphens, starting with a letter")]
CidrBlock = Annotated[str, matches(r"\d{1,3}(\.\d{1,3}){3}/\d{1,2}", "an IPv4 block such as 10.0.0.0/16")]
DomainName = Annotated[str, matches(r"([a-z0-9-]+\.)+[a-z]{2,}", "a domain name such as engine.example.com")]
HttpsUrl = Annotated[str, matches(r"https://[^\s/]+(/\S*)?", "an https:// address")]
REGION = r"[a-z]{2}(-[a-z]+)+-\d"
Region = Annotated[str, matches(REGION, "an AWS region such as us-west-2")]
PolicyName = Annotated[str, matches(r"[\w+=,.@-]{1,128}", "the name of a managed policy, such as acct-shared-boundary-pde")]
Percent = Annotated[int, between(1, 100, "percent")]
Window = Annotated[str, matches(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", "UTC times such as 03:00-04:00")]
WeeklyWindow = Annotated[
    str,
    matches(
        r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d",
        "a weekly UTC window such as mon:04:00-mon:05:00",
    ),
]
# The only retentions CloudWatch Logs takes (PutRetentionPolicy), less the ones too short to investigate anything.
RetentionDays = Annotated[int, one_of((7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3653))]
Digest = Annotated[
    str,
    matches(r"(\S+@)?sha256:[0-9a-f]{64}", "sha256:<64 hex digits> of our own repository, or <repository>@sha256:<64 hex digits>"),
]
