"""Signed files, read with the library's own reader; certificates that cannot sign are refused at the start."""

import io
import stat
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import c2pa
import numpy as np
import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from PIL import Image
from tests.finishing.authority import KINDS, Authority
from tests.finishing.reading import GENERATED, read_credentials, read_text

from wanstudio import __version__
from wanstudio.errors import CertificateInvalid, SettingsInvalid
from wanstudio.finishing.certificates import development_credential, read_credential
from wanstudio.finishing.choosing import check_finishing, open_finisher
from wanstudio.finishing.credentials import Signer
from wanstudio.finishing.finisher import Finisher
from wanstudio.finishing.png import encode_png
from wanstudio.finishing.provenance import Origin
from wanstudio.settings import Settings

ORIGIN = Origin("task", 0, "singapore", "wan2.6-t2i", "a red car", 7)
PIXELS = np.random.default_rng(6).integers(0, 256, (64, 80, 3), np.uint8)


def signing(data, **settings) -> Finisher:
    return open_finisher(Settings(data=data, provenance_signing="on", **settings))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def signed(data):
    return signing(data).finish(PIXELS, ORIGIN, watermark=True)


def test_the_manifest_says_what_made_the_picture_and_how(signed):
    state, manifest = read_credentials(signed)
    assert state == "Valid"
    assert (
        manifest["claim_generator_info"][0].items() >= {"name": "wanstudio", "version": __version__}.items()
    )
    (actions,) = (
        a["data"]["actions"] for a in manifest["assertions"] if a["label"].startswith("c2pa.actions")
    )
    assert actions == [
        {"action": "c2pa.created", "digitalSourceType": GENERATED, "softwareAgent": {"name": "wan2.6-t2i"}}
    ]
    assert manifest["title"] == "task-0.png"


def test_who_trusts_the_authority_trusts_the_picture(data, signed):
    assert read_credentials(signed, (data / "provenance/authority.pem").read_bytes())[0] == "Trusted"


def test_it_is_still_the_same_picture_with_the_same_text(data, signed):
    plain = open_finisher(Settings(data=data)).finish(PIXELS, ORIGIN, watermark=True)
    assert read_text(signed) == read_text(plain)
    assert np.array_equal(
        np.asarray(Image.open(io.BytesIO(signed))), np.asarray(Image.open(io.BytesIO(plain)))
    )


@pytest.mark.parametrize("place", [b"IDAT", b"Software\0", b"IHDR", b"DigitalSourceType"])
def test_a_changed_byte_breaks_it(data, signed, place):
    changed = bytearray(signed)
    changed[changed.rindex(place) + len(place) + 6] ^= 1
    assert read_credentials(bytes(changed), (data / "provenance/authority.pem").read_bytes())[0] == "Invalid"


def test_text_written_after_signing_breaks_it(signed):
    end = signed.rindex(b"IEND") - 4
    said = b"tEXtA\0bcd"
    late = struct.pack(">I", 5) + said + struct.pack(">I", zlib.crc32(said))
    assert read_text(signed[:end] + late + signed[end:])["A"] == "bcd"
    assert read_credentials(signed[:end] + late + signed[end:])[0] == "Invalid"


@pytest.mark.parametrize("kind", KINDS)
def test_an_operators_certificate_of_each_kind_signs(tmp_path, kind):
    authority = Authority()
    png = signing(tmp_path, **authority.issue(tmp_path, kind)).finish(PIXELS, ORIGIN, watermark=False)
    state, manifest = read_credentials(png, authority.root)
    assert state == "Trusted"
    assert manifest["signature_info"]["common_name"] == "Acme signer"
    assert not (tmp_path / "provenance").exists()


def test_several_desks_sign_at_once(data):
    finisher = signing(data)
    with ThreadPoolExecutor(4) as desks:
        files = list(desks.map(lambda _: finisher.finish(PIXELS, ORIGIN, watermark=False), range(12)))
    assert {read_credentials(png)[0] for png in files} == {"Valid"}


def test_the_development_certificate_stays_and_its_key_is_for_the_owner_alone(tmp_path):
    with ThreadPoolExecutor(4) as starting:
        made = {c.chain for c in starting.map(lambda _: development_credential(tmp_path / "new"), range(4))}
    assert made == {development_credential(tmp_path / "new").chain}
    assert [entry.name for entry in (tmp_path / "new").iterdir()] == ["provenance"]
    folder = tmp_path / "new/provenance"
    assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_unsigned_unless_asked_for(tmp_path):
    assert b"caBX" not in open_finisher(Settings(data=tmp_path)).finish(PIXELS, ORIGIN, watermark=False)
    assert list(tmp_path.iterdir()) == []


def refused(tmp_path, **settings) -> str:
    with pytest.raises(SettingsInvalid) as raised:
        check_finishing(Settings(data=tmp_path, provenance_signing="on", **settings))
    return str(raised.value)


def test_files_that_do_not_fit_are_refused_before_anything_starts(tmp_path):
    authority = Authority()
    one, two = authority.issue(tmp_path / "one"), authority.issue(tmp_path / "two")
    assert "need each other" in refused(tmp_path, provenance_key=one["provenance_key"])
    assert "the key is not that" in refused(tmp_path, **{**one, "provenance_key": two["provenance_key"]})
    assert "valid from" in refused(tmp_path, **authority.issue(tmp_path / "old", seconds=-60))
    assert "nothing.pem" in refused(tmp_path, **{**one, "provenance_certificate": tmp_path / "nothing.pem"})
    assert "chain.pem cannot sign" in refused(
        tmp_path, **{**one, "provenance_key": one["provenance_certificate"]}
    )


def test_a_certificate_signed_by_itself_is_refused(tmp_path):
    authority = Authority()
    files = authority.issue(tmp_path)
    files["provenance_certificate"].write_bytes(authority.root)
    key = authority.key
    files["provenance_key"].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert "signed by itself" in refused(tmp_path, **files)


def test_a_certificate_for_another_purpose_is_refused_by_the_worker(tmp_path):
    with pytest.raises(CertificateInvalid, match="cannot sign content credentials"):
        signing(tmp_path, **Authority().issue(tmp_path, purpose=False))


def test_a_certificate_that_has_run_out_meanwhile_signs_nothing(tmp_path):
    authority = Authority()
    made = read_credential(*authority.issue(tmp_path, "Ed25519").values())
    with pytest.raises(c2pa.C2paError, match="not valid at time of signing"):
        Signer(authority.run_out(made)).sign(encode_png(PIXELS, {}), ORIGIN)


def test_a_server_without_workers_needs_no_certificate(tmp_path):
    check_finishing(
        Settings(data=tmp_path, provenance_signing="on", provenance_key=tmp_path / "k", workers=0)
    )
