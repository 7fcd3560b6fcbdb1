"""What a repository holds, from the plain endpoints of Hugging Face's hub and of ModelScope."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Meta

from wanstudio.errors import PullFailed
from wanstudio.model_store.hub_client import HubClient

_DIGESTS = {"sha256": re.compile(r"[0-9a-f]{64}"), "git-sha1": re.compile(r"[0-9a-f]{40}")}
_MOST_PAGES = 1000
T = TypeVar("T")


class HubFile(msgspec.Struct, frozen=True):
    """Size in bytes and hash of a file, as the hub states them. `git-sha1` is git's hash of a blob."""

    size: Annotated[int, Meta(ge=0)]
    algorithm: Literal["sha256", "git-sha1"]
    digest: str

    @property
    def has_digest(self) -> bool:
        """Whether the hub states a hash at all."""
        return _DIGESTS[self.algorithm].fullmatch(self.digest) is not None


@dataclass(frozen=True, slots=True)
class Listing:
    """One commit of a repository; `license` is empty where the hub names none."""

    revision: str
    commit: str
    license: str
    files: dict[str, HubFile]


class _Lfs(msgspec.Struct):
    oid: str
    size: int


class _Row(msgspec.Struct):
    type: str
    path: str
    size: int = 0
    oid: str = ""
    lfs: _Lfs | None = None


class _Information(msgspec.Struct):
    sha: str
    cardData: dict[str, Any] | None = None  # noqa: N815 (the hub's own name)


class _Blob(msgspec.Struct, rename="pascal"):
    path: str
    type: str
    size: int = 0
    sha256: str | None = None
    revision: str | None = None
    committed_date: int = 0


class _Blobs(msgspec.Struct, rename="pascal"):
    files: list[_Blob] = []


class _Page(msgspec.Struct, rename="pascal"):
    data: _Blobs | None = None


class _Card(msgspec.Struct, rename="pascal"):
    data: dict[str, Any] | None = None


async def list_repository(client: HubClient, revision: str | None) -> Listing:
    """The files of a revision, or of the main branch; PullFailed if the hub has none or does not answer."""
    asked = revision or client.access.branch
    read = _list_hub if client.access.name == "hub" else _list_modelscope
    found = await read(client, asked)
    for path in found.files:
        _check_path(client.repository, path)
    return found


def file_url(client: HubClient, listing: Listing, path: str) -> str:
    """Where a file of the listing is fetched; the hub's own address, which may redirect."""
    access = client.access
    if access.name == "hub":
        return f"{access.endpoint}/{client.repository}/resolve/{quote(listing.commit, safe='')}/{quote(path)}"
    asked = urlencode({"Revision": listing.revision, "FilePath": path})
    return f"{access.endpoint}/api/v1/models/{client.repository}/repo?{asked}"


async def _list_hub(client: HubClient, revision: str) -> Listing:
    base = f"{client.access.endpoint}/api/models/{client.repository}"
    body, _ = await client.get_json(f"{base}/revision/{quote(revision, safe='')}")
    about = _decode(client, body, _Information)
    url: str | None = f"{base}/tree/{quote(about.sha, safe='')}?recursive=true&expand=false"
    files: dict[str, HubFile] = {}
    for _ in range(_MOST_PAGES):
        if url is None:
            break
        body, url = await client.get_json(url)
        files |= {row.path: _of_row(row) for row in _decode(client, body, list[_Row]) if row.type == "file"}
    return Listing(revision, about.sha, _license_of(about.cardData or {}), files)


def _of_row(row: _Row) -> HubFile:
    if row.lfs is not None:
        return HubFile(row.lfs.size, "sha256", row.lfs.oid.removeprefix("sha256:"))
    return HubFile(row.size, "git-sha1", row.oid)


def _license_of(card: dict[str, Any]) -> str:
    told = card.get("license")
    if told == "other":
        told = card.get("license_name") or told
    if isinstance(told, list):
        told = ", ".join(str(each) for each in told)
    return str(told or "")


async def _list_modelscope(client: HubClient, revision: str) -> Listing:
    base = f"{client.access.endpoint}/api/v1/models/{client.repository}"
    body, _ = await client.get_json(
        f"{base}/repo/files?{urlencode({'Revision': revision, 'Recursive': 'True'})}"
    )
    page = _decode(client, body, _Page).data
    blobs = [blob for blob in page.files if blob.type == "blob"] if page else []
    if not blobs:
        raise PullFailed(model=client.repository, problem="ModelScope lists no file of it")
    body, _ = await client.get_json(base)
    card = _decode(client, body, _Card).data or {}
    newest = max(blobs, key=lambda blob: blob.committed_date)
    files = {blob.path: HubFile(blob.size, "sha256", blob.sha256 or "") for blob in blobs}
    return Listing(revision, newest.revision or revision, str(card.get("License") or ""), files)


def _decode(client: HubClient, body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        problem = f"what {client.access.endpoint} answers is no listing of a hub"
        raise PullFailed(model=client.repository, problem=problem) from error


def _check_path(model: str, path: str) -> None:
    """Refuse a listing that would write outside its folder."""
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in path or not path.isprintable():
        raise PullFailed(model=model, problem=f"the hub lists the path {path!r}, which leads elsewhere")
