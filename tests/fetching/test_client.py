"""A machine is asked by the number that was checked, and must prove the name that was asked for."""

from __future__ import annotations

import datetime
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from assistant.fetching import client
from assistant.fetching.client import Client
from assistant.fetching.exchange import Bounds, NoAnswer, Pace, Request
from tests.support.services.scholarly import Reply, Scholarly, scholarly


def certificate(folder: Path, name: str) -> Path:
    """Write a certificate for ``name`` that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def secure(file: Path) -> Iterator[Scholarly]:
    with scholarly() as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        server._http.socket = context.wrap_socket(server._http.socket, server_side=True)
        yield server


def test_the_name_is_checked_though_the_number_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path, "papers.test")
    trusted = ssl.create_default_context(cafile=str(file))
    monkeypatch.setattr(client, "_trust", lambda: trusted)
    with secure(file) as server:
        port = server.url.rpartition(":")[2]
        server.files["/a"] = Reply(b"here")
        for name, expected in (
            ("papers.test", ""),
            ("other.test", "certificate of other.test cannot be trusted"),
        ):
            base = f"https://{name}:{port}"
            one = Client(
                "me", None, (base,), Bounds(retries=0), resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"]
            )
            if expected:
                with pytest.raises(NoAnswer, match=expected):
                    one.get(Request(f"{base}/a"))
            else:
                assert one.get(Request(f"{base}/a")).body == b"here"
                assert server.asked[0].headers["host"] == f"papers.test:{port}"
            one.close()


def test_a_redirect_is_looked_at_anew_and_takes_no_key_along() -> None:
    with scholarly() as server:
        other = server.url.replace("127.0.0.1", "localhost")
        server.files["/a"] = Reply(b"", 302, headers={"Location": f"{other}/b"})
        server.files["/b"] = Reply(b"there")
        key = (("x-api-key", "secret"),)
        one = Client("me", None, (server.url, other))
        assert one.get(Request(f"{server.url}/a", headers=key)).body == b"there"
        assert [each.headers.get("x-api-key") for each in server.asked] == ["secret", None]
        one.close()
        one = Client("me", None, (server.url,))
        with pytest.raises(NoAnswer, match="no https address"):
            one.get(Request(f"{server.url}/a", headers=key))
        assert len(server.asked) == 3
        one.close()


def test_a_turn_is_taken_only_after_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    pace = Pace()
    waits = [pace.wait("https://a.test/x", 3.0) for _ in range(3)]
    assert [round(wait) for wait in waits] == [0, 3, 6]
    assert pace.wait("https://b.test/x", 3.0) == 0
