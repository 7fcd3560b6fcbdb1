"""From the operator's settings to an object store: a folder, or `s3://bucket/prefix?endpoint=...`."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from wanstudio.data_folder import prepare_data_folder, prepare_folder
from wanstudio.errors import SettingsInvalid
from wanstudio.extras import check_extra
from wanstudio.settings import Settings
from wanstudio.storage.disk import DiskStore
from wanstudio.storage.objects import ObjectStore
from wanstudio.storage.verified import VerifiedStore

_OPTIONS = frozenset({"endpoint", "region", "style"})


def open_objects_of(settings: Settings) -> VerifiedStore:
    """The store that the settings name; the folder `objects` beside the data if they name none.

    Raises SettingsInvalid for a folder that cannot be written, a bucket without keys or a package that is missing.
    """
    if settings.objects is None:
        prepare_data_folder(settings.data)
        return VerifiedStore(_open_folder(settings.data / "objects"))
    keys = settings.s3_access_key or "", settings.s3_secret_key or ""
    return VerifiedStore(open_objects(settings.objects, *keys))


def open_objects(place: str, access_key_id: str = "", secret_access_key: str = "") -> ObjectStore:
    """Open `place`: a folder (a path or `file:` URL) or a bucket.

    A bucket is `s3://bucket/prefix?endpoint=https://host&region=...&style=path|virtual`. A place that
    cannot be meant raises SettingsInvalid.
    """
    url = urlsplit(place)
    if url.scheme == "s3":
        return _open_bucket(url, access_key_id, secret_access_key)
    if url.scheme == "file":
        return _open_folder(Path(unquote(url.path)))
    if "://" in place:
        raise SettingsInvalid(problem=f"objects can lie in a folder or at s3://, not at {url.scheme}://")
    return _open_folder(Path(place))


def _open_folder(root: Path) -> DiskStore:
    prepare_folder(root)
    return DiskStore(root)


def _open_bucket(url: SplitResult, access_key_id: str, secret_access_key: str) -> ObjectStore:
    options = dict(parse_qsl(url.query))
    if problem := _problem(url, options):
        raise SettingsInvalid(problem=f"objects: {problem}")
    if not (access_key_id and secret_access_key):
        raise SettingsInvalid(problem="a bucket needs s3_access_key and s3_secret_key")
    check_extra("s3", "The setting `objects`")
    # Only who keeps pictures in a bucket needs the S3 client installed and loaded.
    from wanstudio.storage.s3 import BucketPlace, S3Store  # noqa: PLC0415

    region = options.get("region", "us-east-1")
    return S3Store(
        BucketPlace(
            bucket=url.netloc,
            endpoint=options.get("endpoint", f"https://s3.{region}.amazonaws.com"),
            access_key_id=access_key_id,
            secret_access_key=secret_access_key,
            region=region,
            prefix=unquote(url.path).strip("/"),
            virtual_hosted=options.get("style", "path") == "virtual",
        )
    )


def _problem(url: SplitResult, options: Mapping[str, str]) -> str | None:
    if not url.netloc:
        return "s3:// needs a bucket: s3://bucket/prefix"
    if unknown := options.keys() - _OPTIONS:
        return f"unknown in an s3:// address: {', '.join(sorted(unknown))}"
    if options.get("style", "path") not in ("path", "virtual"):
        return "style is `path` or `virtual`"
    return None
