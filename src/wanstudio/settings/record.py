"""The operator's settings: one frozen record of several themes."""

from dataclasses import dataclass, field, fields

from wanstudio.settings.connections import Connections
from wanstudio.settings.finish import Finish
from wanstudio.settings.listening import Listening
from wanstudio.settings.notification import Notification
from wanstudio.settings.painting import Painting
from wanstudio.settings.running import Running
from wanstudio.settings.words import Words


@dataclass(frozen=True, kw_only=True)
class Settings(Notification, Running, Finish, Words, Painting, Connections, Listening):
    """Every setting with its default. Later sources win: default, file, environment, flag.

    `given` is no setting: it names those that file, environment or a flag of this process gave.
    """

    given: frozenset[str] = field(default=frozenset(), compare=False)


NAMES = tuple(entry.name for entry in fields(Settings) if entry.name != "given")
