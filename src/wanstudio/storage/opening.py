"""From a setting such as `s3://bucket/prefix?endpoint=...` or a folder's path to an object store."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from wanstudio.errors import SettingsInvalid
from wanstudio.settings import Settings
from wanstudio.storage.disk import DiskStore
from wanstudio.storage.objects import ObjectStore

OPTIONS = frozenset({"endpoint", "region", "style"})


def open_objects(place: str, access_key_id: str = "", secret_access_key: str = "") -> ObjectStore:
    """Open `place`: a folder (a path or `file:` URL) or a bucket.

    A bucket is `s3://bucket/prefix?endpoint=https://host&region=...&style=path|virtual`. A place that
    cannot be meant raises ValueError with a message for the operator.
    """
    url = urlsplit(place)
    if url.scheme == "s3":
        return _open_bucket(url, access_key_id, secret_access_key)
    if url.scheme == "file":
        return DiskStore(Path(unquote(url.path)))
    if "://" in place:
        raise ValueError(f"objects can lie in a folder or at s3://, not at {url.scheme}://")
    return DiskStore(Path(place))


def open_objects_of(settings: Settings) -> ObjectStore:
    """Open the store the settings name; SettingsInvalid when it cannot be meant."""
    place = settings.objects or str(settings.data / "objects")
    try:
        return open_objects(place, settings.s3_access_key or "", settings.s3_secret_key or "")
    except ValueError as error:
        raise SettingsInvalid(problem=f"setting objects: {error}") from error


def _open_bucket(url: SplitResult, access_key_id: str, secret_access_key: str) -> ObjectStore:
    options = dict(parse_qsl(url.query))
    _check_options(url, options)
    if not (access_key_id and secret_access_key):
        raise ValueError("a bucket needs an access key and its secret")
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


def _check_options(url: SplitResult, options: Mapping[str, str]) -> None:
    if not url.netloc:
        raise ValueError("s3:// needs a bucket: s3://bucket/prefix")
    if unknown := options.keys() - OPTIONS:
        raise ValueError(f"unknown in an s3:// address: {', '.join(sorted(unknown))}")
    if options.get("style", "path") not in ("path", "virtual"):
        raise ValueError("style is `path` or `virtual`")
