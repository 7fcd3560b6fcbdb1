"""What is sent to a receiver, and what is not: signed, to the address that was looked at, nowhere else."""

import asyncio
import base64
import datetime as dt
import hashlib
import hmac
import socket
from contextlib import suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.postgres_server import free_port
from tests.receiver import receiving

from wanstudio.settings import Settings
from wanstudio.webhooks.hooks import Hook
from wanstudio.webhooks.postman import Answer, Postman
from wanstudio.webhooks.signing import new_secret

BODY = '{"to": "花店"}'.encode()
NOW_S = 1_800_000_000


async def send(url: str, *, secret: str = "", private: bool = True, seconds: float = 10) -> Answer:
    postman = Postman(Settings(webhook_private_addresses=private, webhook_seconds=seconds))
    try:
        return await postman.send(Hook("key", url, secret or new_secret()), "evt_1", BODY, NOW_S)
    finally:
        await postman.close()


async def test_what_arrives_is_signed():
    secret = new_secret()
    with receiving() as receiver:
        assert await send(receiver.url, secret=secret) == Answer()
    (got,) = receiver.received
    assert (got.path, got.body) == ("/hook?from=wan", BODY)
    assert (got.headers["webhook-id"], got.headers["webhook-timestamp"]) == ("evt_1", str(NOW_S))
    assert got.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"evt_1.{NOW_S}.".encode() + BODY, hashlib.sha256).digest()
    assert got.headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()


@pytest.mark.parametrize("status", [200, 201, 204, 299])
async def test_any_2xx_is_an_arrival(status):
    with receiving() as receiver:
        receiver.script, receiver.answer = [status], b""
        assert (await send(receiver.url)).received


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 410, 429, 500, 503])
async def test_nothing_else_is_and_no_redirect_is_followed(status):
    with receiving() as elsewhere, receiving() as receiver:
        receiver.script, receiver.location = [status], elsewhere.url
        assert await send(receiver.url) == Answer(f"HTTP {status}", gone=status == 410)
    assert elsewhere.received == []


async def test_a_name_is_asked_for_once_and_stays_in_the_host_header(monkeypatch):
    real, asked = socket.getaddrinfo, []

    def resolver(host, port, *more, **named):
        if host == "receiver.test":
            asked.append(host)
            host = "127.0.0.1" if len(asked) == 1 else "127.0.0.99"
        return real(host, port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with receiving() as receiver:
        assert await send(f"http://receiver.test:{receiver.port}/") == Answer()
    assert asked == ["receiver.test"]
    assert receiver.received[0].headers["host"] == f"receiver.test:{receiver.port}"


async def test_private_addresses_are_told_nothing_unless_allowed():
    with receiving() as receiver:
        for host in ("127.0.0.1", "localhost"):
            answer = await send(f"http://{host}:{receiver.port}/", private=False)
            assert "not a public address" in answer.problem
        assert receiver.received == []
        assert (await send(f"http://localhost:{receiver.port}/")).received


async def test_proxies_of_the_environment_are_not_asked(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    with receiving() as receiver:
        assert (await send(receiver.url)).received


async def test_nobody_listens():
    assert "ConnectError" in (await send(f"http://127.0.0.1:{free_port()}/")).problem


JUNK = {
    "a status line without end": b"a" * 60_000 + b"\r\n\r\n",
    "a marker again and again": b"whsec_://a:" * 5_000 + b"\r\n\r\n",
    "headers that are none": b"HTTP/1.1 200 OK\r\n" + b"stolen words \xe5\x8f\xa3" * 3_000 + b"\r\n\r\n",
    "a header without end": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000,
    "a length that is none": b"HTTP/1.1 200 OK\r\nContent-Length: aaaaaaaa\r\n\r\n",
    "TLS": b"\x15\x03\x01\x00\x02\x02\x46",
    "nothing": b"",
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
async def test_what_a_receiver_sends_instead_of_http_is_not_told(junk):
    async def answer(reader, writer):
        await reader.read(1_000)
        writer.write(junk)
        with suppress(ConnectionError):
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        problem = (await send(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")).problem
    assert problem == "RemoteProtocolError: it sent no HTTP response"


async def test_a_long_host_name_is_not_told_in_full():
    problem = (await send("http://" + "a." * 900 + "invalid/")).problem
    assert problem.startswith("the name a.a.")
    assert len(problem) == 200


async def test_a_receiver_that_does_not_answer():
    with receiving() as receiver:
        receiver.hold()
        assert await send(receiver.url, seconds=0.2) == Answer("no answer within 0.2 s")


async def test_of_an_endless_answer_only_a_little_is_read():
    with receiving() as receiver:
        receiver.answer = bytes(50_000_000)
        assert (await send(receiver.url)).received


@pytest.mark.parametrize(("name", "arrives"), [("localhost", True), ("other.example", False)])
async def test_https_is_for_the_name_although_the_address_is_called(tmp_path, monkeypatch, name, arrives):
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    private = ec.generate_private_key(ec.SECP256R1())
    chain.write_bytes(_certificate(private, name).public_bytes(Encoding.PEM))
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    with receiving(certificate=(chain, key)) as receiver:
        answer = await send(f"https://localhost:{receiver.port}/")
    assert answer.received == arrives
    assert arrives or "certificate verify failed" in answer.problem


def _certificate(private, name: str) -> x509.Certificate:
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(private, hashes.SHA256())
    )
