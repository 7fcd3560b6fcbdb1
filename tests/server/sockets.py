"""Raw connections to a server: what is sent, and when, is up to the test."""

import socket
from contextlib import suppress

HEALTHZ = b"GET /healthz HTTP/1.1\r\nHost: wan.test\r\n\r\n"


def connect(root, *pieces):
    """A connection on which these pieces were sent."""
    host, port = root.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), 20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for piece in pieces:
        connection.sendall(piece)
    return connection


def read_to_end(connection):
    """All that comes until the server closes; TimeoutError if it does not."""
    received = b""
    with suppress(ConnectionResetError), connection:
        while piece := connection.recv(1 << 16):
            received += piece
    return received


def exchange(root, *pieces):
    """What the server sends until it closes the connection."""
    return read_to_end(connect(root, *pieces))


def ask(connection, request=HEALTHZ):
    """The status of one answer on a connection that stays open; 0 if the server has closed it."""
    try:
        connection.sendall(request)
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(1 << 16)
            if not piece:
                return 0
            head += piece
    except ConnectionError:
        return 0
    head, _, body = head.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(1 << 16)
    return int(head.split()[1])
