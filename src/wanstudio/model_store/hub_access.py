"""Where a hub is and with which token it is asked, as the environment says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wanstudio.errors import SettingsInvalid
from wanstudio.settings.secrets import clean_secret
from wanstudio.settings.urls import SERVER, check_url

HubName = Literal["hub", "modelscope"]
"""`hub` is Hugging Face or a mirror of it."""

_ENDPOINTS: Mapping[HubName, tuple[str, str]] = {
    "hub": ("HF_ENDPOINT", "https://huggingface.co"),
    "modelscope": ("MODELSCOPE_ENDPOINT", "https://modelscope.cn"),
}
_BRANCHES: Mapping[HubName, str] = {"hub": "main", "modelscope": "master"}
_TRUE = ("1", "true", "yes", "on")


@dataclass(frozen=True, slots=True)
class HubAccess:
    """One hub. `endpoint` has no slash at its end; `token` goes to that endpoint and nowhere else."""

    name: HubName
    endpoint: str
    token: str | None = field(default=None, repr=False)
    offline: bool = False

    @property
    def branch(self) -> str:
        """The revision that is meant where none is named."""
        return _BRANCHES[self.name]


def read_access(name: HubName, environment: Mapping[str, str]) -> HubAccess:
    """The hub as HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE, or MODELSCOPE_ENDPOINT, say; SettingsInvalid names one."""
    variable, default = _ENDPOINTS[name]
    endpoint = (environment.get(variable) or default).strip().rstrip("/")
    if "://" not in endpoint:
        endpoint = f"https://{endpoint}"
    check_url(variable, endpoint, SERVER)
    if name == "modelscope":
        return HubAccess(name, endpoint)
    token = environment.get("HF_TOKEN", "")
    offline = environment.get("HF_HUB_OFFLINE", "").strip().lower() in _TRUE
    return HubAccess(name, endpoint, clean_secret("HF_TOKEN", token) if token.strip() else None, offline)


def check_repository(identifier: str) -> str:
    """An id such as `owner/name`; SettingsInvalid if it is none."""
    parts = identifier.split("/")
    good = len(parts) == 2 and all(
        part and part[0] != "." and part.replace("-", "").replace(".", "").replace("_", "").isalnum()
        for part in parts
    )
    if not (good and identifier.isascii()):
        raise SettingsInvalid(problem=f"{identifier!r} is no id of a hub; write it as owner/name")
    return identifier
