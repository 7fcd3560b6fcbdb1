"""Audit lines of the log: who did what to keys, users, webhooks and sign-ins, and from where. Never a secret.

They are written whatever the log's level is: a quieter log must not hide who came in.
"""

import getpass
import logging

import structlog

_log = structlog.wrap_logger(
    logging.getLogger("wanstudio.audit"), wrapper_class=structlog.make_filtering_bound_logger(logging.INFO)
)
logging.getLogger("wanstudio.audit").setLevel(logging.INFO)


def audit(action: str, *, who: str, address: str, **facts: object) -> None:
    """Write the line. `who` is a user's name or a key's id, `address` where the request came from."""
    _log.info("audit", action=action, who=who, address=address, **facts)


def audit_command(action: str, **facts: object) -> None:
    """The same for a command on the service's machine, by the name of the system's user."""
    audit(action, who=command_user(), address="command line", **facts)


def command_user() -> str:
    """The system's user that runs this command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
