"""A page: a template filled in, with the headers that keep other hosts and other sites out."""

import gzip
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from wanstudio.console import written
from wanstudio.console.addresses import go_to, root_of
from wanstudio.console.looks import looks_of
from wanstudio.console.static_files import address_of, scripts
from wanstudio.console.visit import Guest, Visit, greet, recognise
from wanstudio.errors import AdminOnly, ServiceError, SessionOver
from wanstudio.wire.call import Call, ClientGone
from wanstudio.wire.door import Answer, Header, Reply, as_service_error, when_to_return

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
_LEAST_TO_PACK = 4096
_ANSWER_FORMS = ("/sign-in", "/setup", "/keys", "/users")
"""Pages at the address to which their own form is sent."""
_HEADERS: tuple[Header, ...] = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("wanstudio.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(static=_static, scripts=scripts(), icon=_icon)
    environment.filters.update(
        money=written.money, moment=written.moment, iso=written.iso, seconds=written.seconds,
        number=written.number, share=written.share, query=urlencode, with_code=_with_code,
    )  # fmt: skip
    return environment


@pass_context
def _static(context: Context, name: str) -> str:
    """Where a page finds a static file."""
    return str(context["root"]) + address_of(name)


@pass_context
def _icon(context: Context, name: str) -> Markup:
    """A small picture from the sheet of icons, for eyes only."""
    sheet = _static(context, "icons.svg")
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(sheet, name)


def _with_code(sentence: str) -> Markup:
    """A sentence whose `commands` stand out."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(sentence))))  # noqa: S704 - escaped just now


def show(
    guest: Guest,
    template: str,
    facts: Mapping[str, object] | None = None,
    *,
    error: ServiceError | None = None,
) -> Reply:
    """The page as this visitor sees it, filled in with `facts`; `error` is what it tells of, if anything."""
    text = (
        _templates()
        .get_template(template)
        .render(
            t=guest.say,
            looks=guest.looks,
            session=guest.session if isinstance(guest, Visit) else None,
            sharing=guest.sharing if isinstance(guest, Visit) else "",
            settings=guest.desk.settings,
            root=root_of(guest.desk.settings),
            here=guest.call.scope["path"],
            partial=guest.partial,
            error=error,
            **{"again": _again(guest.call), **(facts or {})},
        )
    )
    body, packing = _pack(guest.call, text.encode())
    return Reply(
        body,
        error.status if error else 200,
        media=b"text/html; charset=utf-8",
        headers=(*_HEADERS, *packing, *(when_to_return(error) if error else ())),
        code=error.code if error else "",
    )


def _again(call: Call) -> str:
    """Where the same page is found once more, for a browser that changes how it looks."""
    path, query = call.scope["path"], call.scope["query_string"].decode("latin-1")
    if call.method == "POST":
        return path if path in _ANSWER_FORMS else "/"
    return f"{path}?{query}" if query else path


def _pack(call: Call, page: bytes) -> tuple[bytes, tuple[Header, ...]]:
    """The page as gzip where its own site or the reader asked for it.

    Whatever another site makes a browser ask for goes out as it is: how well such a page packs could tell what it
    holds (BREACH).
    """
    asked_here = call.header(b"sec-fetch-site") in ("same-origin", "none")
    if len(page) < _LEAST_TO_PACK or not asked_here or "gzip" not in call.header(b"accept-encoding"):
        return page, ()
    return gzip.compress(page, 5, mtime=0), ((b"content-encoding", b"gzip"), (b"vary", b"accept-encoding"))


def tell_problem(guest: Guest, problem: Exception) -> Reply:
    """What went wrong, what it means and what to do; a part of a page where its script asks."""
    template = "problem_note.html" if guest.partial else "problem.html"
    return show(guest, template, error=as_service_error(problem))


Shown = Callable[[Visit], Coroutine[Any, Any, Answer]]
ShownToGuests = Callable[[Guest], Awaitable[Answer]]


def open_page(shown: ShownToGuests) -> Callable[[Call], Awaitable[Answer]]:
    """A handler for everybody."""

    async def answer(call: Call) -> Answer:
        try:
            return await shown(await greet(call))
        except ClientGone:
            raise
        except Exception as problem:
            return tell_problem(_plain(call), problem)

    return answer


def page(shown: Shown, *, admin: bool = False) -> Callable[[Call], Awaitable[Answer]]:
    """A handler for those who are signed in; others are sent to sign in and come back."""

    async def answer(call: Call) -> Answer:
        guest: Guest = _plain(call)
        try:
            visit = await recognise(call)
            if visit is None:
                return _sign_in_first(guest)
            guest = visit
            if admin and not visit.session.is_admin:
                raise AdminOnly
            # A client that leaves takes its long reads with it; what it posted is done all the same.
            return await (call.while_present(shown(visit)) if call.method == "GET" else shown(visit))
        except ClientGone:
            raise
        except Exception as problem:
            return tell_problem(guest, problem)

    return answer


def _plain(call: Call) -> Guest:
    return Guest(call, looks_of(call))


def _sign_in_first(guest: Guest) -> Reply:
    if guest.partial:
        return tell_problem(guest, SessionOver())
    call = guest.call
    wanted = call.scope["path"] if call.method == "GET" else "/"
    query = call.scope["query_string"].decode("latin-1") if call.method == "GET" else ""
    target = f"{wanted}?{query}" if query else wanted
    address = "/sign-in" if target == "/" else f"/sign-in?next={quote(target)}"
    return go_to(call.desk.settings, address)
