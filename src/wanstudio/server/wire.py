"""HTTP on the socket: uvicorn's own protocol, but what is no HTTP at all is refused in JSON as well."""

from uuid import uuid4

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from wanstudio.api.envelope import refusal
from wanstudio.errors import BodyInvalid


class JsonRefusingProtocol(HttpToolsProtocol):
    """Answers a request that cannot be parsed with the error body every other refusal has."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (uvicorn calls it so)
        """Refuse and close; `msg` is the parser's complaint, of use to nobody who sends such bytes."""
        request_id = str(uuid4())
        body = refusal(BodyInvalid(), request_id).body
        head = (
            "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nx-request-id: {request_id}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
