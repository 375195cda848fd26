"""Sending one message to a stranger's machine: by number, without redirects, with an end to waiting."""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from functools import cache

from legation.ground.webhooks.rules import Refused, check_address, resolve

TIMEOUT_SECONDS, WHOLE_SECONDS = 5.0, 10.0
"""For each step of a conversation, and for all of it: who answers a letter at a time is hung up on."""


class Unreached(Exception):
    """There was no answer; the message is a code."""


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def send(url: str, body: bytes, headers: Mapping[str, str], *, demonstration: bool) -> int:
    """POST a body; gives the status that was answered.

    Raises:
        Unreached: nothing may be sent there, or nothing came back.
    """
    try:
        scheme, host, port, path = check_address(url, demonstration=demonstration)
        address = resolve(host, port, demonstration=demonstration)
    except Refused as error:
        raise Unreached(str(error)) from error
    try:
        return _post(scheme, host, (address, port), path, (body, headers))
    except TimeoutError as error:
        raise Unreached("timeout") from error
    except ssl.SSLError as error:
        raise Unreached("tls") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreached("no_answer") from error


def _post(
    scheme: str, host: str, address: tuple[str, int], path: str, message: tuple[bytes, Mapping[str, str]]
) -> int:  # fmt: skip
    connection = http.client.HTTPConnection(host, address[1], timeout=TIMEOUT_SECONDS)
    line = socket.create_connection(address, timeout=TIMEOUT_SECONDS)
    if scheme == "https":
        line = _trust().wrap_socket(line, server_hostname=host)
    connection.sock = line
    hung_up = threading.Event()
    timer = threading.Timer(WHOLE_SECONDS, _hang_up, (line, hung_up))
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", path, body=message[0], headers=dict(message[1]))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        if hung_up.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
        connection.close()


def _hang_up(line: socket.socket, hung_up: threading.Event) -> None:
    hung_up.set()
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already
