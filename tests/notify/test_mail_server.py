"""Mail servers as people have them: with a login, with STARTTLS, with TLS; and a server that dies amid a delivery."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from vizsla.notify.channel import Mail, Outside
from vizsla.notify.deliverer import LEASE_S, Deliverer
from vizsla.store.outbox import Told

if TYPE_CHECKING:
    from tests.conftest import Running
    from tests.notify.conftest import Mailbox
else:
    Running = Mailbox = Any


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of this machine with its key, which programs started now trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


def _login(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (b"vizsla", b"s3cret"), handled=False)


@pytest.fixture(params=["none", "starttls", "tls"])
def secured(request: pytest.FixtureRequest, mailbox: Mailbox, certificate: Path) -> Iterator[tuple[str, int]]:
    """A mail server that wants a login, and how one speaks to it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    given: dict[str, Any] = {"authenticator": _login, "auth_required": True, "auth_require_tls": False}
    if request.param == "starttls":
        given |= {"tls_context": context, "require_starttls": True}
    elif request.param == "tls":
        given["ssl_context"] = context
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **given)
    controller.start()
    yield request.param, port
    controller.stop()


def _tell(server: Running) -> int:
    told = Told("", 1_700_000_000.0, "Triggered", "OK", "Alert", 1.0, "It is high", "high", ("ops@example.org",))
    return server.parts.outbox.record(5, told)


def _deliver(server: Running, mail: Mail, now: float) -> list[dict[str, Any]]:
    asyncio.run(Deliverer(server.parts.outbox, Outside(mail, server.url), lambda: now).tick())
    return server.parts.outbox.log()


def test_login_and_encryption(door_server: Running, mailbox: Mailbox, secured: tuple[str, int]) -> None:
    security, port = secured
    _tell(door_server)
    wrong = Mail("127.0.0.1", port, "vizsla", "guess", security)
    (one,) = _deliver(door_server, wrong, 2e9)
    assert one["state"] == "pending" and "refused the user name or password" in one["error"]
    assert "guess" not in one["error"]
    (one,) = _deliver(door_server, Mail("127.0.0.1", port, "vizsla", "s3cret", security), 2e9 + 60)
    assert (one["state"], one["error"]) == ("sent", "")
    assert mailbox.mails[0]["subject"] == "It is high"


def test_what_a_dead_server_had_in_hand_is_told_with_the_same_id(door_server: Running, mailbox: Mailbox) -> None:
    number, mail = _tell(door_server), Mail("127.0.0.1", mailbox.port)
    (claimed,) = door_server.parts.outbox.due(2e9, LEASE_S)  # and then its server dies
    assert _deliver(door_server, mail, 2e9 + LEASE_S / 2)[0]["state"] == "pending" and not mailbox.mails
    assert _deliver(door_server, mail, 2e9 + LEASE_S + 1)[0]["state"] == "sent"
    (arrived,) = mailbox.mails
    assert arrived["message-id"].startswith(f"<vizsla-{number}-{claimed.id}@")
    assert _deliver(door_server, mail, 2e9 + 9 * LEASE_S)[0]["attempts"] == 2 and len(mailbox.mails) == 1


def test_a_clock_that_ran_ahead_puts_no_delivery_off(door_server: Running, mailbox: Mailbox) -> None:
    _tell(door_server)
    dead = Mail("127.0.0.1", 1)
    assert _deliver(door_server, dead, 2e9)[0]["state"] == "pending"  # to be tried again in the year 2033
    door_server.parts.outbox.due(2e9 + 60, LEASE_S)  # and in hand until then
    assert _deliver(door_server, Mail("127.0.0.1", mailbox.port), 1.9e9)[0]["state"] == "sent"
    assert len(mailbox.mails) == 1


def test_two_servers_tell_once(door_server: Running, mailbox: Mailbox) -> None:
    for _ in range(20):
        _tell(door_server)
    outside = Outside(Mail("127.0.0.1", mailbox.port), door_server.url)

    async def both() -> None:
        servers = [Deliverer(door_server.parts.outbox, outside, lambda: 2e9) for _ in range(2)]
        await asyncio.gather(*(one.tick() for one in servers))

    asyncio.run(both())
    ids = [mail["message-id"] for mail in mailbox.mails]
    assert len(ids) == len(set(ids)) == 20
