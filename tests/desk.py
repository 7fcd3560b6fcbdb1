"""The customer's half over any store, its pictures in the settings' folder."""

from wanstudio.accounts.usage import RefusalCount
from wanstudio.admission import Admissions
from wanstudio.database.connection import Database
from wanstudio.moderation.inspection import Inspection
from wanstudio.readiness import Readiness
from wanstudio.service_settings.cache import SettingsCache
from wanstudio.settings import Settings
from wanstudio.storage.disk import DiskStore
from wanstudio.storage.signed_url import LinkSigner
from wanstudio.storage.verified import VerifiedStore
from wanstudio.submission import Desk
from wanstudio.tasks.following import Following
from wanstudio.tasks.waiters import Waiters


def new_desk(database: Database, settings: Settings, inspection: Inspection | None = None) -> Desk:
    """A desk as the server opens one, but for the secret that signs its links; nothing is looked at by default."""
    waiters = Waiters(database)
    return Desk(
        database=database,
        settings=settings,
        settings_cache=SettingsCache(database, settings),
        admissions=Admissions(database),
        objects=VerifiedStore(DiskStore(settings.data / "objects")),
        signer=LinkSigner(b"0123456789abcdef" * 2),
        waiters=waiters,
        following=Following(database, waiters),
        refusals=RefusalCount(),
        key_uses={},
        readiness=Readiness(settings),
        inspection=inspection or Inspection(),
    )
