"""What is wrong with a URL that an operator wrote, before anything is built from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

from wanstudio.errors import SettingsInvalid

_QUOTES = re.compile("[\"'`<>\\\\\u2018\u2019\u201c\u201d\u300c\u300d]")
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")


@dataclass(frozen=True, slots=True)
class UrlRule:
    """Which URLs a place takes. `example` is what an operator is told to write."""

    example: str
    schemes: tuple[str, ...] = ("https", "http")
    query: bool = False
    credentials: bool = False
    host: bool = True
    ascii_host: bool = False
    several_hosts: bool = False
    origin: bool = False
    """Whether it is what a browser calls an origin: no path, and small letters."""
    appended: str = ""
    """A path that we append ourselves, and that must not stand at the end already."""


SERVER = UrlRule("http://127.0.0.1:8000")
PUBLIC = UrlRule("https://pictures.example.com", ascii_host=True)
ORIGIN = UrlRule("https://app.example.com", ascii_host=True, origin=True)
CHAT = UrlRule("http://host:11434/v1", credentials=True, appended="/chat/completions")
MODERATOR = UrlRule("http://host:8000/v1", credentials=True)
WEBHOOK = UrlRule("https://example.com/hook", query=True)
ENDPOINT = UrlRule("https://s3.example.com")
BUCKET = UrlRule("s3://bucket/prefix?endpoint=URL&region=R", ("s3",), query=True)
FOLDER = UrlRule("file:///srv/pictures", ("file",), host=False)
DATABASE = UrlRule(
    "postgresql://user:password@host/name",
    ("postgresql", "postgres"),
    query=True,
    credentials=True,
    host=False,
    several_hosts=True,
)
_RULES: Mapping[str, UrlRule] = {
    "public_url": PUBLIC,
    "rewriter_url": CHAT,
    "moderation_text_url": MODERATOR,
    "database": DATABASE,
}


def check_urls(values: Mapping[str, object]) -> None:
    """Refuse the first setting with a URL or host name that cannot be meant; SettingsInvalid names it."""
    for name, rule in _RULES.items():
        if isinstance(text := values.get(name), str):
            check_url(name, text, rule)
    if isinstance(place := values.get("objects"), str):
        _check_objects(place)
    if isinstance(origins := values.get("cors_origins"), list | tuple):
        for origin in origins:
            if isinstance(origin, str) and origin != "*":
                check_url("cors_origins", origin, ORIGIN)
    if isinstance(hosts := values.get("region_hosts"), Mapping):
        for host in hosts:
            _check_host(str(host))


def check_url(name: str, text: str, rule: UrlRule) -> None:
    """Raise SettingsInvalid, which says what to write instead, unless `text` follows the rule."""
    if fault := find_url_fault(text, rule):
        raise SettingsInvalid(problem=f"{name}: {fault}; write it as {rule.example}")


def find_url_fault(text: str, rule: UrlRule) -> str:
    """What is wrong with a URL; empty if nothing is. Repeats nothing of it that could be a password."""
    if fault := _fault_of_letters(text):
        return fault
    # The messages of these errors are not told: what they repeat may be a password.
    try:
        parts = urlsplit(text)
    except ValueError:
        return "its host cannot be read"
    if parts.scheme not in rule.schemes or "://" not in text:
        return f"it does not begin with {' or '.join(f'{scheme}://' for scheme in rule.schemes)}"
    return _fault_of_parts(parts, rule)


def _fault_of_letters(text: str) -> str:
    if not text.strip():
        return "it is empty"
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        return "it holds a space or a character that cannot be seen"
    found = _QUOTES.search(text)
    return f"it holds the character {found.group()}" if found else ""


def _fault_of_parts(parts: SplitResult, rule: UrlRule) -> str:
    hosts = parts.netloc.rpartition("@")[2]
    faults = {
        "it names no host": rule.host and not parts.hostname,
        "its host must be written in ASCII (xn--...)": rule.ascii_host
        and not (parts.hostname or "").isascii(),
        "its port is no number from 1 to 65535": not all(
            _has_good_port(host) for host in (hosts.split(",") if rule.several_hosts else [hosts])
        ),
        "it must not hold a user or password": "@" in parts.netloc and not rule.credentials,
        "it must have no query (?)": bool(parts.query) and not rule.query,
        "it must have no fragment (# in a password is written %23)": bool(parts.fragment),
        f"it must not end in {rule.appended}": bool(rule.appended)
        and parts.path.rstrip("/").endswith(rule.appended),
        "an origin has no path and no capital letters": rule.origin
        and (parts.path != "" or parts.netloc != parts.netloc.lower()),
    }
    return next((fault for fault, present in faults.items() if present), "")


def _has_good_port(host: str) -> bool:
    if host.endswith("]") or ":" not in host:
        return True
    port = host.rpartition(":")[2]
    return not port or (port.isdecimal() and port.isascii() and 0 < int(port) < 65_536)


def _check_objects(place: str) -> None:
    """A folder's path may hold nearly anything; quotes around it are a mistake of the shell or the file."""
    scheme = place.partition("://")[0].lower() if "://" in place else ""
    if scheme == "s3":
        check_url("objects", place, BUCKET)
        endpoint = dict(parse_qsl(urlsplit(place).query)).get("endpoint")
        if endpoint is not None:
            check_url("the endpoint of objects", endpoint, ENDPOINT)
    elif scheme == "file":
        if place.strip() != place:
            raise SettingsInvalid(problem=f"objects: it holds a space; write it as {FOLDER.example}")
    elif scheme or not place.strip() or place[0] in "\"' " or place[-1] in "\"' ":
        told = "write it as a folder's path, or as " + BUCKET.example
        raise SettingsInvalid(problem=f"objects: it is neither a folder nor a bucket; {told}")


def _check_host(host: str) -> None:
    if _HOST_NAME.fullmatch(host):
        return
    bare = host.lower().partition("://")[2] or host.lower()
    told = bare.partition("/")[0].partition(":")[0].strip(" \"'")
    wanted = told if _HOST_NAME.fullmatch(told) else "cn.example.com"
    problem = f"region_hosts: {host!r} is no host name; write it as {wanted}"
    raise SettingsInvalid(problem=f"{problem}, in small letters, without scheme, port and path")
