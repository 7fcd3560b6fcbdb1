"""The operator's settings: one frozen record of several themes."""

from dataclasses import dataclass, fields

from wanstudio.settings.connections import Connections
from wanstudio.settings.finish import Finish
from wanstudio.settings.listening import Listening
from wanstudio.settings.notification import Notification
from wanstudio.settings.painting import Painting
from wanstudio.settings.running import Running
from wanstudio.settings.words import Words


@dataclass(frozen=True, kw_only=True)
class Settings(Notification, Running, Finish, Words, Painting, Connections, Listening):
    """Every setting with its default. Later sources win: default, file, environment, flag."""


NAMES = tuple(entry.name for entry in fields(Settings))
