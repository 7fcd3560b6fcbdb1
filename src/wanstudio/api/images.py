"""Finished pictures by their signed links: no key, no account, only the link."""

from wanstudio.errors import LinkRefused, NotFound
from wanstudio.wire.call import Call
from wanstudio.wire.door import Reply

FORGED = "The signature of this image link does not match the link."
EXPIRED = "This image link has expired: links and pictures are kept for a limited time only."


async def fetch_image(call: Call) -> Reply:
    """The picture's bytes, for as long as its link says."""
    key, query = call.path_part("key"), call.query()
    expires = query.get("Expires", "")
    now_s = call.desk.database.now_ms() / 1000
    verdict = call.desk.signer.check(key, expires, query.get("Signature", ""), now_s)
    if verdict == "forged":
        raise LinkRefused(problem=FORGED)
    if verdict == "expired":
        raise LinkRefused(problem=EXPIRED)
    call.mark_known()
    picture = await call.desk.objects.get(key)
    if picture is None:
        raise NotFound
    left = max(0, int(expires) - int(now_s))
    caching = f"private, max-age={left}, immutable".encode()
    return Reply(
        picture,
        media=b"image/png",
        headers=((b"cache-control", caching), (b"x-content-type-options", b"nosniff")),
    )
