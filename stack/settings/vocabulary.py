"""The words stack files are written in: strings and numbers that several tiers share."""

from typing import Annotated

from stack.limits import between, matches, network, one_of

Name = Annotated[
    str, matches(r"(?!.*--)[a-z][a-z0-9-]{0,38}[a-z0-9]", "lower-case letters, digits and hyphens, starting with a letter")
]
Sentence = Annotated[str, matches(r"[!-~][ -~]*", "a sentence of letters, digits and signs (ASCII), on one line")]
"""Somebody's written word; nothing but spaces is none."""
Environment = Annotated[
    str, matches(r"(?!.*--)[a-z][a-z0-9-]{0,14}[a-z0-9]", "2 to 16 lower-case letters, digits and single hyphens")
]
CidrBlock = Annotated[str, network("an IPv4 block such as 10.0.0.0/16, with no host bits set")]
VpcBlock = Annotated[str, network("an IPv4 block such as 10.0.0.0/16, with no host bits set, /16 to /28", 16, 28)]
"""What AWS takes for a VPC and for a subnet (Amazon VPC guide, "VPC CIDR blocks")."""
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
DomainName = Annotated[
    str, matches(rf"(?=.{{4,64}}$)({_LABEL}\.)+[a-z]{{2,63}}", "a domain name such as engine.example.com, of at most 64 characters")
]
HttpsUrl = Annotated[str, matches(rf"https://({_LABEL}\.)+[a-z]{{2,63}}(:\d{{2,5}})?(/[!-~]*)?", "an https:// address")]
# Of the partition `aws` (AWS general reference, "service endpoints"); a test compares them with the SDK's.
REGIONS = tuple(
    f"{area}-{number}"
    for area, numbers in (
        ("us-east", "12"),
        ("us-west", "12"),
        ("af-south", "1"),
        ("ap-east", "12"),
        ("ap-northeast", "123"),
        ("ap-south", "12"),
        ("ap-southeast", "1234567"),
        ("ca-central", "1"),
        ("ca-west", "1"),
        ("eu-central", "12"),
        ("eu-north", "1"),
        ("eu-south", "12"),
        ("eu-west", "123"),
        ("il-central", "1"),
        ("me-central", "1"),
        ("me-south", "1"),
        ("mx-central", "1"),
        ("sa-east", "1"),
    )
    for number in numbers
)
Region = Annotated[str, one_of(REGIONS, "an AWS region such as us-west-2")]
PolicyName = Annotated[str, matches(r"[\w+=,.@-]{1,128}", "the name of a managed policy, such as acct-shared-boundary-pde-dev")]
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
    matches(
        rf"({_LABEL}(\.{_LABEL})+(:\d{{2,5}})?/[a-z0-9][a-z0-9._/-]{{0,255}}@)?sha256:[0-9a-f]{{64}}",
        "sha256:<64 hex digits> of our own repository, or <repository>@sha256:<64 hex digits>",
    ),
]
