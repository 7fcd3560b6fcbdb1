"""The operator's settings: one frozen record, read once from defaults, file, environment and flags."""

from wanstudio.settings.environment import PREFIX
from wanstudio.settings.listening import Profile, RegionName
from wanstudio.settings.loading import from_json, load_settings, to_json
from wanstudio.settings.painting import PAINTERS, PainterName
from wanstudio.settings.record import NAMES, Settings

__all__ = [
    "NAMES",
    "PAINTERS",
    "PREFIX",
    "PainterName",
    "Profile",
    "RegionName",
    "Settings",
    "from_json",
    "load_settings",
    "to_json",
]
