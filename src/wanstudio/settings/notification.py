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
    webhook_secret_keys: Annotated[
        str | None,
        Meta(
            description="Keys that webhook secrets are encrypted with in the store: 32 bytes in base64 each, the newest"
            " first, commas between; without it the file webhook-secrets.key of the data folder."
        ),
    ] = None
    webhook_seconds: Annotated[
        float, Meta(description="How long a webhook's receiver may take to answer.", gt=0)
    ] = 10.0
