"""Who serves a domain, as a resolver says: what the domain's registrar has been told."""

import dns.exception
import dns.resolver

SECONDS = 5
"""How long an answer may take in all."""


class NoAnswerError(Exception):
    """There is no such domain, or no answer; the message says which."""


def of(zone: str, resolver: str | None = None) -> frozenset[str]:
    """Return the names of the servers of a zone.

    Args:
        zone: its name, such as `example.com`.
        resolver: whom to ask, `ADDRESS` or `ADDRESS:PORT`; None for whom this computer asks.

    Raises:
        NoAnswerError: nobody serves it, or nobody says.
    """
    asked = dns.resolver.Resolver(configure=resolver is None)
    if resolver is not None:
        address, _, port = resolver.partition(":")
        asked.nameservers, asked.port = [address], int(port or 53)
    try:
        answer = asked.resolve(zone, "NS", lifetime=SECONDS)
    except (dns.exception.DNSException, OSError) as error:
        raise NoAnswerError(str(error)) from None
    return frozenset(str(record.target).rstrip(".").lower() for record in answer)
