"""An authority that issues certificates such as an operator has, and such as none should."""

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from wanstudio.finishing.certificates import Credential

KINDS = {
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
}


def _name(name: str) -> x509.Name:
    attributes = ((NameOID.ORGANIZATION_NAME, "Acme Pictures"), (NameOID.COMMON_NAME, name))
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in attributes])


def _usage(**yes: bool) -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement "
        "key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: yes.get(name, False) for name in names.split()})


@dataclass
class Authority:
    key: Any = field(default_factory=KINDS["P-256"])
    lasts: float = 3650.0 * 86_400

    def certify(
        self, public: Any, name: str, *, root=False, seconds=3600.0, purpose=True
    ) -> x509.Certificate:
        begin = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name("Acme root"))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + dt.timedelta(days=1, seconds=seconds))
            .add_extension(x509.BasicConstraints(root, None), True)
            .add_extension(_usage(key_cert_sign=root, digital_signature=not root), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False)
        )
        if purpose and not root:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False
            )
        return builder.sign(self.key, hashes.SHA256())

    @property
    def root(self) -> bytes:
        made = self.certify(self.key.public_key(), "Acme root", root=True, seconds=self.lasts)
        return made.public_bytes(Encoding.PEM)

    def run_out(self, credential: Credential) -> Credential:
        """The same key under a certificate that ended a minute ago."""
        key = load_pem_private_key(credential.key, None).public_key()
        past = self.certify(key, "Acme signer", seconds=-60)
        chain = past.public_bytes(Encoding.PEM) + self.root
        return replace(credential, chain=chain, ends=past.not_valid_after_utc)

    def issue(self, folder: Path, kind: str = "P-256", **how: Any) -> dict[str, Path]:
        """Files of a chain and a key, as settings."""
        key = how.pop("key", None) or KINDS[kind]()
        chain = self.certify(key.public_key(), "Acme signer", **how).public_bytes(Encoding.PEM) + self.root
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "chain.pem").write_bytes(chain)
        form = PrivateFormat.TraditionalOpenSSL if kind in ("P-256", "RSA") else PrivateFormat.PKCS8
        (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, form, NoEncryption()))
        return {"provenance_certificate": folder / "chain.pem", "provenance_key": folder / "key.pem"}
