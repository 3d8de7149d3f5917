"""A resolver on loopback: says of every zone that it is kept where the tests say."""

import socket
import threading
from collections.abc import Iterator

import dns.message
import dns.rcode
import dns.rrset

RESOLVER = "RESOLVER"
"""What stands in a line for where it is."""
BY_ROUTE_53 = ("ns-2048.awsdns-64.com.",)
"""What moto gives every zone."""


class Names:
    """What the resolver answers, which a test may change."""

    def __init__(self) -> None:
        self.servers: tuple[str, ...] = BY_ROUTE_53
        """Whoever keeps a zone; none for no such zone."""
        self.where = ""
        """`ADDRESS:PORT`."""


def serve(names: Names) -> Iterator[None]:
    """Answer on loopback."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 0))
    names.where = f"127.0.0.1:{listening.getsockname()[1]}"

    def answer() -> None:
        while True:
            asked, client = listening.recvfrom(4096)
            if not asked:
                return
            query = dns.message.from_wire(asked)
            response = dns.message.make_response(query)
            if names.servers:
                response.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "NS", *names.servers))
            else:
                response.set_rcode(dns.rcode.NXDOMAIN)
            listening.sendto(response.to_wire(), client)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
        last.sendto(b"", listening.getsockname())
    thread.join()
    listening.close()
