"""How the end of tasks is told."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta


@dataclass(frozen=True, kw_only=True)
class Notification:
    """How the end of tasks is told."""

    webhook_private_addresses: Annotated[
        bool, Meta(description="Let webhooks lead to this machine and network (docs/howto/webhooks.md).")
    ] = False
    webhook_seconds: Annotated[
        float, Meta(description="How long a webhook's receiver may take to answer.", gt=0)
    ] = 10.0
