"""AWS on loopback: a moto server, and in front of it what moto lacks, what goes wrong, and a record of every call."""

import functools
import io
import json
import marshal
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import botocore.session
import moto.core.responses
from botocore.validate import ParamValidator
from moto.core.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import get_serializer_class
from moto.core.utils import method_names_from_class
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

ACCOUNT = "111122223333"
_SCOPE = re.compile(r"Credential=[^/]+/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
AGENT = "platform-ops"
"""What the commands' calls say they come from."""
LOOKING = re.compile(r"Describe|Get|List|Batch(Get|Check)|Head|Filter|Simulate")
"""How operations begin that change nothing."""
_SESSION = botocore.session.get_session()

BUT_FOR_WHO = "but for who it is"
"""In place of an action: any but for who calls, which is asked before all."""

Fake = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Call:
    """One call that reached AWS."""

    service: str
    """boto3's name of it."""
    operation: str
    """As AWS writes it, such as `DescribeServices`."""
    region: str
    parameters: Mapping[str, Any] = field(hash=False)

    @property
    def action(self) -> str:
        return f"{self.service}:{self.operation}"


@dataclass(kw_only=True)
class Fault:
    """What AWS answers in place of an answer, so many times."""

    action: str
    code: str
    times: int
    message: str = "made up"
    status: int = 400

    def is_for(self, call: Call) -> bool:
        """Whether this is what such a call is answered with."""
        return self.action in (call.action, "*") or (self.action == BUT_FOR_WHO and call.service != "sts")


class RefusedError(Exception):
    """What a fake raises in place of an answer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.fault = Fault(action="", code=code, times=0, message=message)


class _Moto(DomainDispatcherApplication):  # type: ignore[misc]  # mypy skips moto
    """Looks once for what answers a host, and for what a service can do: moto lists all its modules and methods at each request.

    Keys of KMS share one pair of RSA, which moto makes for those as well that never use it.
    """

    def __init__(self, *arguments: Any) -> None:
        from moto.kms import models  # noqa: PLC0415  needed by no worker without these tests

        super().__init__(*arguments)
        models.generate_private_key = functools.cache(models.generate_private_key)
        self.get_backend_for_host = functools.cache(super().get_backend_for_host)
        moto.core.responses.method_names_from_class = functools.cache(method_names_from_class)


class Front:
    """A WSGI application."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.fakes: dict[tuple[str, str], Fake] = {}
        self.blobs: Mapping[str, bytes] = {}
        """What is behind the addresses that ECR signs, by digest."""
        self.errors: list[str] = []
        """What the tests themselves did wrong: a fake's answer that AWS would not give, a call that nothing answers."""
        self.programs: dict[str, Callable[[list[str], Mapping[str, Any]], Mapping[str, Any]]] = {}
        """What each program in the tests' place does, by its name: given its arguments, and all that it told."""
        self.written = True
        """Whether anything was changed since somebody last set this to False."""
        self.before: Callable[[Call], None] = lambda _call: None
        """Told of each call before it is answered."""
        self._moto = _Moto(create_backend_app)
        self._lock = threading.Lock()

    def reset(self) -> None:
        """Forget what a test has arranged and seen."""
        self.calls.clear()
        self.faults.clear()
        self.errors.clear()
        self.before = lambda _call: None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        path: str = environ["PATH_INFO"]
        if path.startswith("/programs/"):
            asked = marshal.loads(body)  # noqa: S302  written by a program of this run
            answer = marshal.dumps(dict(self.programs[path.removeprefix("/programs/")](asked["arguments"], asked)))
            return Response(answer)(environ, start_response)
        if path.startswith("/blob/"):
            return Response(self.blobs[path.removeprefix("/blob/")])(environ, start_response)
        scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if scope is None:
            return Response(status=403)(environ, start_response)
        model, call = _call(scope["service"], scope["region"], environ, body)
        environ["wsgi.input"] = io.BytesIO(body)
        self.written = self.written or not LOOKING.match(call.operation)
        response = None
        if AGENT in environ.get("HTTP_USER_AGENT", ""):  # not the tests' own
            response = self._in_front(model, call, environ)
        return self._by_moto(call, environ, start_response) if response is None else response(environ, start_response)

    def _in_front(self, model: OperationModel, call: Call, environ: Mapping[str, Any]) -> Response | None:
        """What goes wrong, or a fake's answer; None for moto to answer."""
        self.before(call)
        with self._lock:
            self.calls.append(call)
            fault = next((one for one in self.faults if one.times and one.is_for(call)), None)
            if fault is not None:
                fault.times -= 1
        if fault is not None:
            return _refused(model, fault, environ)
        fake = self.fakes.get((call.service, call.operation))
        if fake is None:
            return None
        try:
            return _answered(model, fake, call, environ)
        except Exception as error:  # noqa: BLE001  whatever it is, the test is to fail of it
            self.errors.append(f"{call.action}: {error!r}")
            return Response(status=500)

    def _by_moto(self, call: Call, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def started(status: str, *rest: Any) -> Any:
            if status.startswith("5"):
                self.errors.append(f"moto has no {call.action}")
            return start_response(status, *rest)

        return self._moto(environ, started)  # type: ignore[no-any-return]  # moto is untyped


SIGNED_AS: Mapping[str, str] = {
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "servicequotas": "service-quotas",
    "states": "stepfunctions",
}
"""What a service signs with -> boto3's name of it, where these commands use one that signs with another name than boto3's."""


def _call(signing: str, region: str, environ: dict[str, Any], body: bytes) -> tuple[OperationModel, Call]:
    service = SIGNED_AS.get(signing, signing)
    request = Request(dict(environ, **{"wsgi.input": io.BytesIO(body)}))
    model, uri = get_service_router(service).match(request)
    parser = PROTOCOL_PARSERS[determine_request_protocol(model.service_model, environ.get("CONTENT_TYPE", ""))]
    parameters: Mapping[str, Any]
    if service == "s3":
        parameters = uri
    else:
        parameters = parser(model).parse(
            {
                "method": request.method,
                "values": request.values,
                "headers": request.headers,
                "body": body,
                "url_path": request.path,
                "url_params": uri,
            }
        )
    return model, Call(service, str(model.name), region, parameters)


def _answered(model: OperationModel, fake: Fake, call: Call, environ: Mapping[str, Any]) -> Response:
    """A fake's answer; request and answer are held against botocore's model of the operation."""
    _check(call.parameters, model, "input_shape")
    try:
        answer = fake(call.parameters)
    except RefusedError as refused:
        return _refused(model, refused.fault, environ)
    _check(answer, model, "output_shape")
    protocol = determine_request_protocol(model.service_model, environ.get("CONTENT_TYPE", ""))
    serializer = get_serializer_class(str(model.service_model.service_name), protocol)(model)
    made = serializer.serialize(answer)
    return Response(made["body"], status=made["status_code"], headers=dict(made["headers"]))


def _check(value: Mapping[str, Any], model: OperationModel, side: str) -> None:
    real = _SESSION.get_service_model(model.service_model.service_name).operation_model(str(model.name))
    given = {key: one for key, one in value.items() if one is not None}
    report = ParamValidator().validate(given, getattr(real, side))
    assert not report.has_errors(), f"{model.name} {side}: {report.generate_report()}"


def _refused(model: OperationModel, fault: Fault, environ: Mapping[str, Any]) -> Response:
    """An error as the service's protocol writes it."""
    protocol = determine_request_protocol(model.service_model, environ.get("CONTENT_TYPE", ""))
    if "json" in protocol:
        text = json.dumps({"__type": fault.code, "message": fault.message})
        return Response(text, fault.status, {"x-amzn-errortype": fault.code}, content_type="application/x-amz-json-1.1")
    if "cbor" in protocol:
        body = b"\xa2" + b"".join(map(_cbor_text, ("__type", fault.code, "message", fault.message)))
        return Response(body, fault.status, {"smithy-protocol": "rpc-v2-cbor"}, content_type="application/cbor")
    error = f"<Error><Code>{fault.code}</Code><Message>{fault.message}</Message></Error>"
    wrapped = {
        "ec2": f"<Response><Errors>{error}</Errors><RequestID>r</RequestID></Response>",
        "query": f"<ErrorResponse>{error}<RequestId>r</RequestId></ErrorResponse>",
    }
    return Response(wrapped.get(protocol, error), fault.status, content_type="text/xml")


def _cbor_text(text: str) -> bytes:
    raw = text.encode()
    return b"\x79" + len(raw).to_bytes(2, "big") + raw


class _Quiet(MotoRequestHandler):  # type: ignore[misc]  # mypy skips moto
    """Logs no request, and keeps connections, which werkzeug's own closes after each answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer one request, whose body the application has read; as one piece, so that its length is known."""
        began: list[tuple[str, list[tuple[str, str]]]] = []
        pieces = self.server.app(self.make_environ(), lambda *start: began.append(start))
        body = b"".join(pieces)
        if hasattr(pieces, "close"):
            pieces.close()
        ((status, headers),) = began
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        own = [] if self.command == "HEAD" else [("Content-Length", str(len(body)))]  # HEAD tells the length of what it leaves out
        for name, value in [one for one in headers if not own or one[0].lower() != "content-length"] + own:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  werkzeug's name of it
        pass


def serve(front: Front) -> Iterator[str]:
    """Serve on loopback; yield the address."""
    os.environ["MOTO_ACCOUNT_ID"] = ACCOUNT
    server = make_server("127.0.0.1", 0, front, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        del os.environ["MOTO_ACCOUNT_ID"]
