"""One call over TLS: the certificate is checked for the name, the connection goes to the address."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import override_settings

from minqing.exchange.wire import calling

NAME = "receiver.example.org"


def make_certificate(folder: Path) -> Path:
    """Write key and certificate of NAME, signed by itself; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "receiver.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("X-Host", self.headers["Host"])
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    file = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1], file
        server.shutdown()
        thread.join()


def lead(monkeypatch: pytest.MonkeyPatch, name: str, *addresses: str) -> None:
    """Let a name lead to these addresses."""
    real = calling.socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **more: Any) -> Any:
        if host != name:
            return real(host, port, *args, **more)
        return [info for one in addresses for info in real(one, port, *args, **more)]

    monkeypatch.setattr(calling.socket, "getaddrinfo", resolve)


def trust(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    real = ssl.create_default_context
    monkeypatch.setattr(calling.ssl, "create_default_context", lambda: real(cafile=str(file)))


def test_name_is_checked_though_the_address_is_called(
    receiver: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, file = receiver
    lead(monkeypatch, NAME, "127.0.0.1")
    trust(monkeypatch, file)
    with override_settings(INSIDE_HOSTS={NAME}):
        answer = calling.post(f"https://{NAME}:{port}/x", {}, b"{}", read_at_most=10)
    assert (answer.status, answer.body) == (200, b"{}")


def test_certificate_that_nobody_vouches_for_is_refused(
    receiver: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(monkeypatch, NAME, "127.0.0.1")
    with override_settings(INSIDE_HOSTS={NAME}):
        answer = calling.post(f"https://{NAME}:{receiver[0]}/x", {}, b"{}")
    assert (answer.status, answer.code) == (0, "certificate")


def test_certificate_of_another_name_is_refused(
    receiver: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, file = receiver
    lead(monkeypatch, "other.example.org", "127.0.0.1")
    trust(monkeypatch, file)
    with override_settings(INSIDE_HOSTS={"other.example.org"}):
        answer = calling.post(f"https://other.example.org:{port}/x", {}, b"{}")
    assert (answer.status, answer.code) == (0, "certificate")


def test_second_address_is_called_when_the_first_takes_nothing(
    receiver: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, file = receiver
    lead(monkeypatch, NAME, "127.0.0.2", "127.0.0.1")
    trust(monkeypatch, file)
    with override_settings(INSIDE_HOSTS={NAME}):
        assert calling.post(f"https://{NAME}:{port}/x", {}, b"{}").ok


def test_longer_answer_than_asked_for_counts_as_none(
    receiver: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, file = receiver
    lead(monkeypatch, NAME, "127.0.0.1")
    trust(monkeypatch, file)
    with override_settings(INSIDE_HOSTS={NAME}):
        answer = calling.post(f"https://{NAME}:{port}/x", {}, b"x" * 11, read_at_most=10)
    assert (answer.status, answer.code) == (0, "answer-too-large")
