"""One request to the console: who is signed in, how they want it to look, what they sent."""

import hashlib
import re
from dataclasses import dataclass, field

from wanstudio.accounts.sessions import Session, find_session
from wanstudio.console.addresses import root_of
from wanstudio.console.form import MOST_GUEST_BYTES, Form, check_origin, check_token, read_form
from wanstudio.console.languages import translate
from wanstudio.console.looks import Looks, cookies_of, looks_of
from wanstudio.submission import Desk
from wanstudio.wire.call import Call


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who need not be signed in. `form` is empty unless one was posted."""

    call: Call
    looks: Looks
    form: Form = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        """What the server opened when it started."""
        return self.call.desk

    @property
    def partial(self) -> bool:
        """Whether the page's own script asks, and wants only the part that changes."""
        return self.call.header(b"x-part") != ""

    def say(self, sentence: str, **facts: object) -> str:
        """A sentence in the browser's language."""
        return translate(self.looks.language, sentence, **facts)


@dataclass(frozen=True, slots=True)
class Visit(Guest):
    """Somebody who is signed in."""

    session: Session = field(kw_only=True)

    @property
    def sharing(self) -> str:
        """The name under which tabs of a browser share a stream: of this session, account and region alone."""
        session = self.session
        seen = f"{session.token_hash}/{session.account_id}/{session.region}"
        return hashlib.sha256(seen.encode()).hexdigest()[:16]

    @property
    def seen_account(self) -> str | None:
        """Whose usage and bill a page of figures shows: None is everybody's.

        Only administrators see another account than their session's: `all`, or one by its id.
        """
        wanted = self.call.query().get("account", "") if self.session.is_admin else ""
        return None if wanted == "all" else wanted or self.session.account_id


def session_cookie(call: Call) -> str:
    """The cookie's name: browsers keep cookies by host alone, and a machine may run several of these.

    It names the port that the browser asked, so that servers behind one proxy share a sign-in, and the path under
    which the console lies there: a cookie of the host's root is sent to every path.
    """
    port = call.header(b"host").rpartition(":")[2]
    path = re.sub(r"\W", "_", root_of(call.desk.settings), flags=re.ASCII)
    return f"wanstudio_session_{port}{path}" if port.isdecimal() else f"wanstudio_session{path}"


def lifetime_ms(desk: Desk) -> int:
    """How long a sign-in lasts, in milliseconds."""
    return int(desk.settings.console_session_hours * 3_600_000)


async def greet(call: Call) -> Guest:
    """A visitor of a page that needs no session. Raises FormExpired and FormTooLarge."""
    if call.method != "POST":
        return Guest(call, looks_of(call))
    check_origin(call)
    return Guest(call, looks_of(call), await read_form(call, MOST_GUEST_BYTES))


async def recognise(call: Call) -> Visit | None:
    """Who is signed in, or None. Raises FormExpired and FormTooLarge."""
    token = cookies_of(call).get(session_cookie(call))
    session = await find_session(call.desk.database, token) if token else None
    if session is None:
        return None
    call.mark_known()
    form: Form = {}
    if call.method == "POST":
        check_origin(call)
        form = await read_form(call)
        check_token(form, call, session.csrf)
    return Visit(call, looks_of(call), form, session=session)
