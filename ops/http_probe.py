"""Requests as a client makes them, to see what it sees: the address, the certificate, the answer, the time."""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

SECONDS: Final = 10
"""How long one request may take."""


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """Where requests for a domain are sent: to the domain, or to another address in its place (as curl's `--connect-to`)."""

    domain: str
    host: str
    https_port: int = 443
    http_port: int = 80


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    seconds: float


class NoAnswerError(Exception):
    """Nothing came back; the message says why."""


def get(entrance: Entrance, path: str, *, tls: bool = True) -> Answer:
    """Ask for a path; a redirect is not followed.

    Raises:
        NoAnswerError: there is no such address, no connection, a certificate that is not trusted, or nothing in time.
    """
    started = time.monotonic()
    try:
        raw = socket.create_connection((entrance.host, entrance.https_port if tls else entrance.http_port), SECONDS)
        with _secured(raw, entrance.domain) if tls else raw as connected:
            connection = http.client.HTTPConnection(entrance.domain, timeout=SECONDS)
            connection.sock = connected
            connection.request("GET", path, headers={"User-Agent": "platform-ops", "Connection": "close"})
            response = connection.getresponse()
            response.read()
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswerError(str(error) or type(error).__name__) from None
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(status=response.status, headers=headers, seconds=time.monotonic() - started)


def certificate_ends(entrance: Entrance) -> datetime:
    """Return when the certificate of a domain expires; it is trusted and names the domain.

    Raises:
        NoAnswerError: as for `get`.
    """
    try:
        with _secured(socket.create_connection((entrance.host, entrance.https_port), SECONDS), entrance.domain) as connected:
            ends = str((connected.getpeercert() or {})["notAfter"])
    except (OSError, KeyError) as error:
        raise NoAnswerError(str(error)) from None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC)


def _secured(raw: socket.socket, domain: str) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context.wrap_socket(raw, server_hostname=domain)
