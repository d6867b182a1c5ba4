"""E-mail goes to a mail server: what it refuses for good, what may be tried again, and to whom a password is given."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core import mail
from django.core.mail import mailers
from pytest_django.fixtures import Settings

from fashionistar.notifications.gateway import SendError
from fashionistar.notifications.gateways.mail import Email
from tests.notifications.providing import EMAIL, MailServer, mailing, outgoing, smtp

#: What it says to the address or to the message, and whether that is for good.
REFUSALS = {
    "no such user": ("recipient", "550 5.1.1 No such user", True),
    "no such user, in few words": ("recipient", "550 No", True),
    "full for now": ("recipient", "452 4.2.2 Mailbox full", False),
    "full": ("recipient", "552 5.2.2 Mailbox full", False),
    "we may not": ("recipient", "550 5.7.1 Relaying denied", False),
    "later": ("recipient", "451 4.7.1 Greylisted", False),
    "too large": ("data", "554 5.6.0 Not taken", True),
    "taken for spam": ("data", "554 5.7.1 Looks like spam", False),
    "disk": ("data", "452 4.3.1 No space", False),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_says_whether_it_is_for_good(mail_server: MailServer, case: str) -> None:
    where, words, is_permanent = REFUSALS[case]
    setattr(mail_server, where, words)
    with pytest.raises(SendError) as refused:
        Email().send(outgoing(to=EMAIL))
    what = "this address" if where == "recipient" else "this message"
    assert str(refused.value).startswith(f"The mail server refuses {what} ({words[:3]}): ")
    assert (refused.value.is_permanent, mail_server.taken) == (is_permanent, [])


def test_a_server_that_is_away_may_be_tried_again(settings: Settings) -> None:
    settings.MAILERS = smtp(9)
    with pytest.raises(SendError, match=r"does not answer \(ConnectionRefusedError\)") as refused:
        Email().send(outgoing(to=EMAIL))
    assert not refused.value.is_permanent


@pytest.mark.parametrize("to", [f"{EMAIL}, ada@example.com", f"{EMAIL}\r\nBcc: ada@example.com", "ọ@example.com"])
def test_nothing_but_one_address_gets_an_email(mail_server: MailServer, to: str) -> None:
    with pytest.raises(SendError) as refused:
        Email().send(outgoing(to=to))
    assert (refused.value.is_permanent, mail_server.taken) == (True, [])


def test_a_subject_cannot_add_headers(mail_server: MailServer) -> None:
    with pytest.raises(SendError):
        Email().send(outgoing(to=EMAIL, subject="Hello\r\nBcc: ada@example.com"))
    assert mail_server.taken == []


def test_words_of_every_language_arrive(mail_server: MailServer) -> None:
    Email().send(outgoing("Ẹ kú àárọ̀ — 你好", to=EMAIL, subject="Àṣẹ 👗"))
    (letter,) = mail_server.taken
    assert (letter["Subject"], letter.get_content().strip()) == ("Àṣẹ 👗", "Ẹ kú àárọ̀ — 你好")


def certified(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate for 127.0.0.1 that it signed itself, in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.com")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    signed = built.sign(key, hashes.SHA256())
    plain, pem = serialization.NoEncryption(), serialization.Encoding.PEM
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "certificate.pem").write_bytes(signed.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize("is_known", [True, False])
def test_a_password_is_given_to_a_server_that_proves_who_it_is(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    given: list[object] = []

    def authenticate(*said: object) -> AuthResult:
        given.append(said[-1])
        return AuthResult(success=True)

    context = certified(tmp_path)
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with mailing(tls_context=context, require_starttls=True, auth_required=True, authenticator=authenticate) as server:
        settings.MAILERS = smtp(server.port, use_tls=True, username="shop", password="word")
        if is_known:
            Email().send(outgoing(to=EMAIL))
        else:
            with pytest.raises(SendError, match=r"does not answer \(SSLCertVerificationError\)"):
                Email().send(outgoing(to=EMAIL))
    assert given == ([LoginPassword(b"shop", b"word")] if is_known else [])
    assert len(server.taken) == is_known


def test_a_password_that_is_wrong_is_ours_to_mend(settings: Settings) -> None:
    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    with mailing(auth_require_tls=False, authenticator=refuse) as server:
        settings.MAILERS = smtp(server.port, username="shop", password="word")
        with pytest.raises(SendError, match=r"refuses us \(535, SMTPAuthenticationError\)") as refused:
            Email().send(outgoing(to=EMAIL))
    assert not refused.value.is_permanent


def test_the_suite_itself_sends_nothing() -> None:
    Email().send(outgoing(to=EMAIL))
    assert type(mailers["default"]).__module__.endswith("locmem")
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]
