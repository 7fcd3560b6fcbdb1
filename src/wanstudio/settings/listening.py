"""Where the service listens, and what it takes requests for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

Profile = Literal["studio", "model-studio"]
RegionName = Literal["singapore", "beijing"]


@dataclass(frozen=True, kw_only=True)
class Listening:
    """Where the service listens, and what it takes requests for."""

    data: Annotated[Path, Meta(description="Folder of the embedded store and pictures.")] = Path(
        "wanstudio-data"
    )
    host: Annotated[str, Meta(description="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1"
    port: Annotated[int, Meta(description="Port to listen on.", ge=0, le=65_535)] = 8000
    metrics_port: Annotated[
        int,
        Meta(
            description="Port that serves `/metrics`, `/healthz` and `/readyz` alone; 0: `/metrics` is on the API's port.",
            ge=0,
            le=65_535,
        ),
    ] = 0
    metrics_host: Annotated[
        str | None, Meta(description="Address to listen on with `metrics_port`; else that of the API.")
    ] = None
    public_url: Annotated[
        str | None,
        Meta(
            description="Base of image links and console as clients see it, with a path that the proxy strips; else the request's own host."
        ),
    ] = None
    openai_response_format: Annotated[
        Literal["both", "url", "b64_json"],
        Meta(
            description="What pictures under `/v1` are handed over as when a request names no `response_format`."
        ),
    ] = "both"
    cors_origins: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^(\*|https?://[^/,\s]+)$")], ...],
        Meta(
            description="Origins whose pages may call the API and read pictures, such as `https://app.example.com`."
        ),
    ] = ()
    trust_proxy: Annotated[
        bool, Meta(description="Believe the X-Forwarded headers of a proxy in front: For, Host and Proto.")
    ] = False
    region: Annotated[
        RegionName, Meta(description="Region of requests that no host or port says otherwise of.")
    ] = "singapore"
    region_hosts: Annotated[
        Mapping[str, RegionName], Meta(description="Region by host name of the request.")
    ] = field(default_factory=dict)
    region_ports: Annotated[
        Mapping[int, RegionName], Meta(description="Region by port; each of these is listened on as well.")
    ] = field(default_factory=dict)
    profile: Annotated[
        Profile, Meta(description="`studio`: generous limits; `model-studio`: the service's own.")
    ] = "studio"
