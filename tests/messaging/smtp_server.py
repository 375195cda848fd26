"""A mail server of a few lines (RFC 5321, STARTTLS after RFC 3207): it keeps what it takes, and says no where told."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import Message
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Server(socketserver.ThreadingTCPServer):
    """`replies`: command -> what is answered instead of yes, as in {"RCPT": "550 no such user"}; `taken`: the mails."""

    daemon_threads = allow_reuse_address = True

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.tls, self.replies, self.taken = tls, dict[str, str](), list[Message]()
        self.heard: list[tuple[str, bool]] = []

    @property
    def place(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.server_address[1]}"

    def commands(self, *, safe: bool) -> list[str]:
        """What was said on an encrypted line, or in clear."""
        return [verb for verb, encrypted in self.heard if encrypted == safe]


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self.say(self.server.replies.get("CONNECT", "220 mail.example ready"))
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            self.server.heard.append((verb, isinstance(self.connection, ssl.SSLSocket)))
            if verb in self.server.replies:
                self.say(self.server.replies[verb])
            elif verb == "QUIT":
                return self.say("221 bye")
            elif not self.answer(verb):
                return None
        return None

    def answer(self, verb: str) -> bool:
        """Say yes to a command; False when the line is to be given up."""
        if verb == "EHLO":
            offered = self.server.tls and not isinstance(self.connection, ssl.SSLSocket)
            self.say("250-mail.example\r\n250 STARTTLS" if offered else "250 mail.example")
        elif verb == "STARTTLS" and self.server.tls:
            self.say("220 go ahead")
            return self.encrypt(self.server.tls)
        elif verb == "DATA":
            self.say("354 go ahead")
            said = b"".join(line.removeprefix(b".") for line in iter(self.rfile.readline, b".\r\n"))
            refused = self.server.replies.get("END")
            self.server.taken += [] if refused else [message_from_bytes(said, policy=policy.default)]
            self.say(refused or "250 taken")
        else:
            self.say("250 yes")
        return True

    def encrypt(self, tls: ssl.SSLContext) -> bool:
        try:
            self.connection = self.request = tls.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):
            return False
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        return True


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    with Server(tls) as server:
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield server
        server.shutdown()


def certificate(folder: Path, name: Any = None) -> tuple[ssl.SSLContext, Path]:
    """What a server proves itself by, as 127.0.0.1 or under another name; and the file of whoever trusts it."""
    key, at = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    names = [x509.DNSName(name)] if name else [x509.IPAddress(ip_address("127.0.0.1"))]
    made = x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(at - timedelta(days=1))
    made = made.not_valid_after(at + timedelta(days=1)).add_extension(
        x509.SubjectAlternativeName(names), critical=False
    )
    path = folder / "mail.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, path
