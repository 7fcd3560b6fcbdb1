"""Limits of HTTP connections."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta


@dataclass(frozen=True, kw_only=True)
class Connections:
    """Limits of HTTP connections."""

    max_connections: Annotated[
        int, Meta(description="Most open connections of one API process (docs/howto/operate.md).", ge=8)
    ] = 4096
    max_connections_per_address: Annotated[
        int,
        Meta(
            description="Most of them from one IPv4 address or IPv6 /64; 0 for no limit. Not applied with `trust_proxy`.",
            ge=0,
        ),
    ] = 512
    keep_alive_seconds: Annotated[
        float,
        Meta(
            description="How long a connection may be idle between two requests; longer than the load balancer's own limit.",
            gt=0,
        ),
    ] = 75.0
    max_head_bytes: Annotated[
        int, Meta(description="Longest request line and headers that are read.", ge=1024)
    ] = 65_536
    head_seconds: Annotated[
        float, Meta(description="How long a client may take to send a request's line and headers.", gt=0)
    ] = 10.0
    body_seconds: Annotated[
        float, Meta(description="How long a client may take to send a request's body.", gt=0)
    ] = 120.0
    stalled_transfer_seconds: Annotated[
        float,
        Meta(description="How long a request's body or a response may make no progress.", gt=0),
    ] = 30.0
