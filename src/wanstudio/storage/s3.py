"""Pictures in a bucket of any store that speaks S3 (AWS, OSS, MinIO, Ceph, R2, ...)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store as Bucket

from wanstudio.errors import StoreUnavailable, UploadFailed
from wanstudio.storage.objects import checked

if TYPE_CHECKING:
    from obstore.store import S3Credential


@dataclass(frozen=True, slots=True)
class BucketPlace:
    """Where a bucket is and whose it is.

    `endpoint` never contains the bucket; `virtual_hosted` puts it in front of the host, as Aliyun OSS
    demands, and else it becomes the first part of the path.
    """

    bucket: str
    endpoint: str
    access_key_id: str
    secret_access_key: str
    region: str = "us-east-1"
    prefix: str = ""
    virtual_hosted: bool = False

    @property
    def address(self) -> str:
        """The endpoint as requests go to it."""
        parts = urlsplit(self.endpoint)
        if not self.virtual_hosted:
            return self.endpoint
        return urlunsplit(parts._replace(netloc=f"{self.bucket}.{parts.netloc}"))


class S3Store:
    """An object is an object; S3 itself promises that a reader sees all of it or none."""

    def __init__(self, place: BucketPlace) -> None:
        self._bucket = _open(place)

    async def put(self, key: str, data: bytes) -> None:
        """Upload in one request; S3 answers when the object is safe."""
        name = checked(key)
        try:
            await obstore.put_async(
                self._bucket, name, data, attributes={"Content-Type": "image/png"}, use_multipart=False
            )
        except (BaseError, OSError) as error:
            raise UploadFailed from error

    async def get(self, key: str) -> bytes | None:
        """Download the whole object."""
        name = checked(key)
        try:
            answer = await obstore.get_async(self._bucket, name)
            return bytes(await answer.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise StoreUnavailable from error

    async def delete(self, key: str) -> None:
        """Remove the object; S3 itself does not mind a missing one, and some of its imitators do."""
        name = checked(key)
        try:
            await obstore.delete_async(self._bucket, name)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise StoreUnavailable from error

    async def older_than(self, moment_ms: int) -> AsyncIterator[str]:
        """List page by page. S3 knows whole seconds, so an object may count as up to 1 s older."""
        moment = datetime.fromtimestamp(moment_ms / 1000, UTC)
        try:
            async for page in obstore.list(self._bucket, chunk_size=1000):
                for entry in page:
                    if entry["last_modified"] < moment:
                        yield entry["path"]
        except (BaseError, OSError) as error:
            raise StoreUnavailable from error

    async def close(self) -> None:
        """The client closes its connections when it is dropped."""


def _open(place: BucketPlace) -> Bucket:
    """Everything is said explicitly, because obstore fills gaps from AWS_* environment variables."""
    return Bucket(
        place.bucket,
        prefix=place.prefix or None,
        config={
            "aws_endpoint_url_s3": place.address,
            "region": place.region,
            "virtual_hosted_style_request": place.virtual_hosted,
            "skip_signature": False,
        },
        client_options={"allow_http": place.endpoint.startswith("http://"), "timeout": "30s"},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
        credential_provider=_Lasting(place.access_key_id, place.secret_access_key),
    )


class _Lasting:
    """Credentials that do not end. A provider keeps a session token of the environment out."""

    def __init__(self, access_key_id: str, secret_access_key: str) -> None:
        self._pair = (access_key_id, secret_access_key)

    def __call__(self) -> "S3Credential":
        identity, secret = self._pair
        return {"access_key_id": identity, "secret_access_key": secret, "token": None, "expires_at": None}
