"""A load balancer on loopback: HTTPS with a certificate of its own authority, and HTTP that redirects."""

import http.server
import os
import ssl
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ENTRANCE = "ENTRANCE"
"""What stands in a line for where it is."""
DOMAIN = "engine.example.com"
DOMAINS = (DOMAIN, "staging.migrations.example.com")
"""What its certificate names."""


class Entrance:
    """What the entrance answers, which a test may change."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, str]] = {}
        """Path -> status and where it leads; any other path answers 200."""
        self.redirects = True
        self.where = ""
        """`HOST:HTTPS:HTTP`."""


def serve(entrance: Entrance) -> Iterator[None]:
    """Serve both on loopback; what trusts the environment's authorities trusts this one."""

    class Secured(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, where = entrance.answers.get(self.path, (200, ""))
            self.send_response(status)
            if where:
                self.send_header("Location", where)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Plain(Secured):
        def do_GET(self) -> None:
            if not entrance.redirects:
                super().do_GET()
                return
            self.send_response(301)
            self.send_header("Location", f"https://{DOMAIN}:443{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with tempfile.TemporaryDirectory() as folder:
        file = _certificate(Path(folder))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) for handler in (Secured, Plain)]
        servers[0].socket = context.wrap_socket(servers[0].socket, server_side=True)
        for server in servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        entrance.where = ":".join(["127.0.0.1", *(str(server.server_port) for server in servers)])
        os.environ["SSL_CERT_FILE"] = str(file)
        yield
        del os.environ["SSL_CERT_FILE"]
        for server in servers:
            server.shutdown()
            server.server_close()


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DOMAIN)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=60))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in DOMAINS]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "entrance.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file
