"""The certificate that content credentials are signed with: the operator's, or one for development."""

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from wanstudio.data_folder import make_private_file, prepare_data_folder
from wanstudio.errors import CertificateInvalid

Algorithm = Literal["es256", "es384", "es512", "ps256", "ed25519"]
_CURVES: dict[str, Algorithm] = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_DAYS = 3650
_FOLDER = "provenance"
_OWNER = "wanstudio development"
_AUTHORITY = "wanstudio development authority"


@dataclass(frozen=True, slots=True)
class Credential:
    """A chain of certificates in PEM, the signer's first, and the signer's key in PKCS #8 PEM."""

    file: Path
    chain: bytes
    key: bytes
    algorithm: Algorithm
    ends: dt.datetime

    @property
    def has_ended(self) -> bool:
        """Whether nobody accepts what it would sign now."""
        return dt.datetime.now(dt.UTC) >= self.ends


def read_end(certificate: Path) -> dt.datetime:
    """When the first certificate of a chain ends that does; raises CertificateInvalid for what is no chain."""
    try:
        return _end(x509.load_pem_x509_certificates(certificate.read_bytes()))
    except (OSError, ValueError) as error:
        raise CertificateInvalid(file=certificate, problem=str(error)) from error


def _end(chain: Sequence[x509.Certificate]) -> dt.datetime:
    return min(each.not_valid_after_utc for each in chain)


def read_credential(certificate: Path, key: Path, *, may_have_ended: bool = False) -> Credential:
    """The operator's certificate chain and key; raises CertificateInvalid if they cannot sign now."""
    try:
        chain = certificate.read_bytes()
        certificates = x509.load_pem_x509_certificates(chain)
        signer = certificates[0]
        secret = load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CertificateInvalid(file=certificate, problem=str(error)) from error
    if problem := _problem(signer, secret) or _when(certificates, may_have_ended=may_have_ended):
        raise CertificateInvalid(file=certificate, problem=problem)
    pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Credential(certificate, chain, pem, _algorithm(certificate, secret), _end(certificates))


def _problem(signer: x509.Certificate, secret: PrivateKeyTypes) -> str:
    """Why this certificate and key cannot sign together now; empty if they can."""
    if signer.public_key() != secret.public_key():
        return "the key is not that of its first certificate"
    if signer.issuer == signer.subject:
        return "it is signed by itself, which content credentials do not allow"
    return ""


def _when(chain: Sequence[x509.Certificate], *, may_have_ended: bool) -> str:
    """Why the chain is not valid now; empty if it is."""
    begin, end, now = max(each.not_valid_before_utc for each in chain), _end(chain), dt.datetime.now(dt.UTC)
    if begin <= now and (now <= end or may_have_ended):
        return ""
    return f"it is valid from {begin:%Y-%m-%d} to {end:%Y-%m-%d}"


def _algorithm(file: Path, key: object) -> Algorithm:
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256"
    raise CertificateInvalid(file=file, problem="its kind of key cannot sign content credentials")


def development_credential(data: Path) -> Credential:
    """The data folder's own certificate, made on first use: for development, since nobody trusts it.

    Several workers may start at once: the first to put its folder in place wins.
    """
    folder = data / _FOLDER
    if not folder.exists():
        _make(folder)
    return read_credential(folder / "certificate.pem", folder / "key.pem")


def _make(folder: Path) -> None:
    prepare_data_folder(folder.parent)
    draft = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    authority, signer = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issued = _certify(signer.public_key(), "wanstudio development signer", authority, is_authority=False)
    root = _certify(authority.public_key(), _AUTHORITY, authority, is_authority=True)
    root_pem = root.public_bytes(Encoding.PEM)
    key = signer.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = issued.public_bytes(Encoding.PEM) + root_pem
    for name, content in (("certificate.pem", chain), ("authority.pem", root_pem), ("key.pem", key)):
        make_private_file(draft / name)
        (draft / name).write_bytes(content)
    try:
        draft.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        for file in draft.iterdir():
            file.unlink()
        draft.rmdir()


def _certify(
    public: ec.EllipticCurvePublicKey, name: str, authority: ec.EllipticCurvePrivateKey, *, is_authority: bool
) -> x509.Certificate:
    begin = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(_AUTHORITY))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(is_authority, 0 if is_authority else None), critical=True)
        .add_extension(_usage(is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False
        )
    )
    if not is_authority:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(authority, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _OWNER),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
