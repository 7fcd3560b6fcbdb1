"""A link opens its own picture until its end, and nothing else."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanstudio.storage.signed_url import LinkSigner

SIGNER = LinkSigner(b"0123456789abcdef0123456789abcdef")
KEY = "r/2026010203/ab/task/1/task-0.png"


def parts(link: str) -> tuple[str, str, str]:
    """Key, Expires and Signature as a server reads them from a link."""
    url = urlsplit(link)
    query = parse_qs(url.query, strict_parsing=True)
    return unquote(url.path).removeprefix("/images/"), query["Expires"][0], query["Signature"][0]


def test_the_shape_of_a_link() -> None:
    link = SIGNER.link("https://pictures.example/", KEY, 1_800_000_000)
    assert link.startswith(f"https://pictures.example/images/{KEY}?Expires=1800000000&Signature=")
    assert urlsplit(link).path.endswith(".png")


def test_good_until_its_end_and_not_at_it() -> None:
    key, expires, signature = parts(SIGNER.link("http://h", KEY, 1000))
    assert SIGNER.check(key, expires, signature, 999.999) == "ok"
    assert SIGNER.check(key, expires, signature, 1000.0) == "expired"


@pytest.mark.parametrize(
    ("key", "expires", "signature"),
    [
        ("r/other.png", None, None),
        (None, "1001", None),
        (None, "01000", None),
        (None, " 1000", None),
        (None, "1000 ", None),
        (None, "", None),
        (None, "soon", None),
        (None, "9" * 400, None),
        (None, None, ""),
        (None, None, "é"),
        (None, None, "\udc80"),
        ("\udcff", None, None),
    ],
)
def test_any_change_is_forged(key: str | None, expires: str | None, signature: str | None) -> None:
    was = parts(SIGNER.link("http://h", KEY, 1000))
    now = (
        key if key is not None else was[0],
        expires if expires is not None else was[1],
        signature if signature is not None else was[2],
    )
    assert SIGNER.check(*now, now_s=0) == "forged"


def test_a_forged_link_that_is_also_over_is_forged() -> None:
    key, expires, _ = parts(SIGNER.link("http://h", KEY, 1000))
    assert SIGNER.check(key, expires, "A" * 43, now_s=5000) == "forged"


def test_another_secret_signs_otherwise() -> None:
    other = LinkSigner(b"f" * 32)
    assert SIGNER.check(*parts(other.link("http://h", KEY, 1000)), now_s=0) == "forged"


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        LinkSigner(b"short")


@given(key=st.text(st.characters(exclude_categories=["Cs"]), min_size=1), expires=st.integers(0, 10**12))
def test_any_key_comes_back_from_its_link(key: str, expires: int) -> None:
    link = SIGNER.link("http://h", key, expires)
    assert link.isascii()
    assert parts(link)[0] == key
    assert SIGNER.check(*parts(link), now_s=expires - 1) == "ok"
