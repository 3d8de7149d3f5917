"""`smoke`."""

from tests.ops.cases import Case
from tests.ops.entrance import ENTRANCE

CASE = Case(
    line=f"smoke --requests 8 --connect-to {ENTRANCE}",
    says=(
        "ok    TLS: certificate of engine.example.com is trusted and ends in ",
        "ok    redirect: http answers 301 and leads to https://engine.example.com:443/",
        "ok    health of api: /health answers 200 after ",
        "ok    health of dashboard: /dashboard/_stcore/health answers 200",
        "ok    speed of api: 8 requests, 4 at once: p95 ",
    ),
    wrong={
        "smoke --requests 100000": "100000 requests",
        "smoke --connect-to :": "HOST:HTTPS:HTTP",
    },
)
