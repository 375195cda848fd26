"""Mail by the ministry's own mail server (SMTP, RFC 5321), where the instance names one."""

import smtplib
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import urlsplit

from django.conf import settings

from legation.messaging.rules import Outcome, Parcel, State

SECONDS = 8
AWAY = timedelta(seconds=30)


def deliver(parcel: Parcel) -> Outcome:
    """Hand a mail to the server. A second handing in of the same one has the same Message-ID."""
    where = urlsplit(settings.LEGATION_MAIL)
    secret = settings.LEGATION_KEYS / "mail.secret"
    kind = smtplib.SMTP_SSL if where.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(where.hostname or "", where.port or 0, timeout=SECONDS) as server:
            if where.scheme == "smtp+tls":
                server.starttls()
            if where.username:
                server.login(where.username, secret.read_text().strip())
            server.send_message(letter(parcel))
    except smtplib.SMTPRecipientsRefused:
        return Outcome(State.FAILED, "refused")
    except (OSError, smtplib.SMTPException):
        return Outcome(State.WAITING, "away", wait=AWAY)
    return Outcome(State.SENT)


def letter(parcel: Parcel) -> EmailMessage:
    """A parcel as a mail; where it can be stopped, in one click (RFC 8058)."""
    host = urlsplit(settings.LEGATION_ADDRESS).hostname
    made = EmailMessage()
    made["From"] = settings.LEGATION_MAIL_SENDER or f"no-reply@{host}"
    made["To"] = Address(addr_spec=parcel.to)
    made["Subject"] = " ".join(parcel.subject.split())
    made["Message-ID"] = f"<{parcel.name}@{host}>"
    made["Content-Language"] = parcel.language
    made["Auto-Submitted"] = "auto-generated"
    if parcel.stop:
        made["List-Unsubscribe"] = f"<{parcel.stop}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(parcel.text)
    return made
