"""The ceiling: an ASGI app that answers as many bytes as a task query does, and does nothing else."""

BODY = b'{"request_id":"' + b"0" * 36 + b'","output":{"task_status":"PENDING","more":"' + b"x" * 150 + b'"}}'


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})
