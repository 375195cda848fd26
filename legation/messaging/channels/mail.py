"""Mail by the ministry's own mail server (SMTP, RFC 5321), where the instance names one."""

import smtplib
import ssl
from collections.abc import Iterable
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from legation.messaging.rules import Outcome, Parcel, State

SECONDS = 8
AWAY = timedelta(seconds=30)


class _Unsafe(Exception):
    """The server offers no line that is encrypted and is its own."""


def deliver(parcel: Parcel) -> Outcome:
    """Hand a mail to the server. A second handing in of the same one has the same Message-ID.

    What the server will never take (a reply of 5xx to this reader or this mail) has failed; everything else, its own
    troubles and ours with it, is tried again. Without a safe line where one is asked for nothing is said at all.
    """
    where = urlsplit(settings.LEGATION_MAIL)
    try:
        with _connected(where) as server:
            if where.username:
                server.login(where.username, (settings.LEGATION_KEYS / "mail.secret").read_text().strip())
            server.send_message(letter(parcel))
    except (ssl.SSLError, _Unsafe):
        return Outcome(State.WAITING, "unsafe", wait=AWAY)
    except smtplib.SMTPRecipientsRefused as error:
        return _judged(code for code, _said in error.recipients.values())
    except smtplib.SMTPDataError as error:
        return _judged([error.smtp_code])
    except (OSError, smtplib.SMTPException):
        return Outcome(State.WAITING, "away", wait=AWAY)
    return Outcome(State.SENT)


def _connected(where: SplitResult) -> smtplib.SMTP:
    """A line to the server, encrypted where its address says so and only to whom its certificate names."""
    safe, host, port = ssl.create_default_context(), where.hostname or "", where.port or 0
    if where.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=safe)
    server = smtplib.SMTP(host, port, timeout=SECONDS)
    if where.scheme == "smtp+tls":
        try:
            server.starttls(context=safe)
        except (smtplib.SMTPException, ssl.SSLError) as error:
            server.close()
            raise _Unsafe from error
    return server


def _judged(codes: Iterable[int]) -> Outcome:
    """A mail has one reader; what comes of it is what was said of them (RFC 5321, 4.2.1)."""
    if all(500 <= code <= 599 for code in codes):
        return Outcome(State.FAILED, "refused")
    return Outcome(State.WAITING, "later", wait=AWAY)


def letter(parcel: Parcel) -> EmailMessage:
    """A parcel as a mail; where it can be stopped, in one click (RFC 8058); with its calendar entry (RFC 6047)."""
    host = urlsplit(settings.LEGATION_ADDRESS).hostname
    made = EmailMessage()
    made["From"] = settings.LEGATION_MAIL_SENDER or f"no-reply@{host}"
    made["To"] = Address(addr_spec=parcel.to)
    made["Subject"] = " ".join(parcel.subject.split())
    made["Message-ID"] = f"<{parcel.name}@{host}>"
    made["Auto-Submitted"] = "auto-generated"
    if parcel.stop:
        made["List-Unsubscribe"] = f"<{parcel.stop}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(parcel.text)
    made["Content-Language"] = parcel.language  # setting the text takes every Content- header away
    if parcel.calendar:
        method = "CANCEL" if "\nMETHOD:CANCEL" in parcel.calendar else "PUBLISH"
        made.add_attachment(
            parcel.calendar.encode(), maintype="text", subtype="calendar", filename="appointment.ics",
            params={"method": method, "charset": "utf-8"},
        )  # fmt: skip
    return made
