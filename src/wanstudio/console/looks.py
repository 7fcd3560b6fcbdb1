"""How one browser wants the console: its language, light or dark; kept in cookies, no account needed."""

from dataclasses import dataclass
from typing import Literal

from wanstudio.console.addresses import root_of
from wanstudio.console.languages import LANGUAGES, Language, preferred
from wanstudio.wire.call import Call
from wanstudio.wire.door import Header

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")
_YEAR_SECONDS = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Looks:
    """What the browser asked for."""

    language: Language
    theme: Theme


def cookies_of(call: Call) -> dict[str, str]:
    """Every cookie that was sent, whatever other services of the same host have put into theirs.

    Of several with one name the first counts: browsers send that of the longest path first.
    """
    found: dict[str, str] = {}
    for part in call.header(b"cookie").split(";"):
        name, _, value = part.partition("=")
        found.setdefault(name.strip(), value.strip())
    return found


def looks_of(call: Call) -> Looks:
    """The browser's own wish where it has made none here."""
    kept = cookies_of(call)
    language = next((one for one in LANGUAGES if one == kept.get("wanstudio_language")), None)
    theme: Theme = next((one for one in THEMES if one == kept.get("wanstudio_theme")), "auto")
    return Looks(language or preferred(call.header(b"accept-language")), theme)


def set_cookie(call: Call, name: str, value: str, seconds: int = _YEAR_SECONDS) -> Header:
    """A cookie that no script can read and no other site can send along with a form."""
    secure = "; Secure" if call.base_url.startswith("https:") else ""
    path = root_of(call.desk.settings) or "/"
    text = f"{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    return b"set-cookie", text.encode("latin-1")
