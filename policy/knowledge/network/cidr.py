"""Address blocks, and how much of the internet they are together."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

from policy.model.rule import Setting
from policy.model.values import UNKNOWN, Unknown, text

WIDE_V4, WIDE_V6 = 8, 16  # shorter prefixes hold more than any one owner's network
PRIVATE_V6 = IPv6Network("fc00::/7")
ALL_V4 = 2**32
_HALF = 0.5
_GLOBAL_V6 = 3  # the prefix of all that is meant for the internet, 2000::/3
# Of IPv6 the registries hold eight blocks of 2**116 addresses (IANA, "IPv6 Global Unicast Address Assignments").
ALL_V6 = 2**119

SHARE = Setting(
    default=1 / 64,
    description="Part of the internet's addresses that blocks may hold together and still be a list",
    asks_less="above",
)

ALLOWED = Setting(default=(), description="Wide address blocks that are known to be somebody's")


def read(cidr: object) -> IPv4Network | IPv6Network | None:
    """A block, None when it cannot be read."""
    return _network(text(cidr))


@lru_cache(maxsize=4096)
def _network(written: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(written, strict=False)
    except ValueError:
        return None


def is_anywhere(cidr: object) -> bool:
    """Whether a block is the internet or a piece of it too large to be anyone's. What cannot be read counts as one."""
    network = read(cidr)
    return network is None or _is_wide(network)


def are_anywhere(cidrs: Iterable[object], share: float) -> bool:
    """Whether blocks are that together: one they make up is, or they hold more than a share of all addresses."""
    networks = [read(cidr) for cidr in cidrs]
    v4 = list(collapse_addresses(one for one in networks if isinstance(one, IPv4Network)))
    v6 = list(collapse_addresses(one for one in networks if isinstance(one, IPv6Network) and not one.subnet_of(PRIVATE_V6)))
    return (
        None in networks
        or any(map(_is_wide, v4))
        or any(map(_is_wide, v6))
        or sum(one.num_addresses for one in v4) > share * ALL_V4
        or sum(one.num_addresses for one in v6) > share * ALL_V6
    )


def are_everywhere(cidrs: Iterable[object]) -> bool:
    """Whether blocks, without what cannot be read, are half of all addresses or more."""
    networks = [read(cidr) for cidr in cidrs]
    v4 = collapse_addresses(one for one in networks if isinstance(one, IPv4Network))
    v6 = collapse_addresses(one for one in networks if isinstance(one, IPv6Network))
    return sum(2.0**-one.prefixlen for one in v4) >= _HALF or sum(2.0 ** (_GLOBAL_V6 - one.prefixlen) for one in v6) >= _HALF


def as_far_as_known(sure: Iterable[object], every: Sequence[object], share: float) -> bool | Unknown:
    """The same of blocks that are sure and of all that may be, with `UNKNOWN` among them."""
    if are_anywhere(sure, share):
        return True
    return UNKNOWN if UNKNOWN in every or are_anywhere(every, share) else False


def _is_wide(network: IPv4Network | IPv6Network) -> bool:
    if isinstance(network, IPv4Network):
        return network.prefixlen < WIDE_V4
    return network.prefixlen < WIDE_V6 and not network.subnet_of(PRIVATE_V6)
