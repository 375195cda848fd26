"""Asking a time stamping authority, and believing only what fits the question and chains to its pinned root."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from legation.documents.timestamps.program import CRL, QUERY, REPLY
from legation.ground.errors import Unavailable

NEAR = timedelta(minutes=5)
_SECONDS, _MOST_REPLY = 10, 64 * 1024


class CheckedStamper(TimeStamper):
    """pyHanko's client, whose answers are checked before they are used.

    Args:
        url: Where the authority answers, http or https.
        root: Its root, as it was given out of band.
        crl_url: Where its revocation list is; empty where it has none.
        at: Now; a stamp of another time than about that is refused.
    """

    def __init__(self, url: str, root: x509.Certificate, *, at: datetime, crl_url: str = "") -> None:
        super().__init__()
        self._crl_url, self._issuer = crl_url, root
        self._url, self._root, self._at = url, asn1.Certificate.load(root.public_bytes(Encoding.DER)), at

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        """The token over this digest.

        Raises:
            Unavailable: the authority does not answer, refuses, or answers something that cannot be believed.
        """
        nonce, request = self.request_cms(message_digest, md_algorithm)
        reply = await asyncio.to_thread(self._post, request.dump())
        try:
            response = tsp.TimeStampResp.load(reply, strict=True)
            if response["status"]["status"].native != "granted":
                raise Unavailable(f"the time stamping authority refuses: {response['status'].native}")
            token = response["time_stamp_token"]
            info = token["content"]["encap_content_info"]["content"].parsed
            said = info["nonce"].native, info["gen_time"].native
        except (ValueError, TypeError, KeyError) as error:
            raise Unavailable(f"what the time stamping authority answers cannot be read: {error}") from error
        if said[0] != nonce or abs(said[1] - self._at) > NEAR:
            raise Unavailable("the time stamp answers another question, or tells another time")
        await self._check(token, message_digest)
        return token

    def revocation_lists(self) -> list[bytes]:
        """What must stand in a paper so that its time stamps are believed after their certificate has ended, DER.

        Raises:
            Unavailable: the list is not there, or not signed by the authority's root.
        """
        if not self._crl_url:
            return []
        data = _fetched(Request(self._crl_url), CRL)  # noqa: S310 — our own setting
        try:
            is_signed = x509.load_der_x509_crl(data).is_signature_valid(self._issuer.public_key())  # type: ignore[arg-type]
        except (ValueError, TypeError) as error:
            raise Unavailable(f"the list of the time stamping authority cannot be read: {error}") from error
        if not is_signed:
            raise Unavailable("the list of the time stamping authority is not signed by its root")
        return [data]

    async def _check(self, token: Any, digest: bytes) -> None:
        signed = token["content"]
        context = ValidationContext(trust_roots=[self._root], moment=self._at, allow_fetching=False)
        try:
            found = await validate_tst_signed_data(signed, context, expected_tst_imprint=lambda _name: digest)
            status = TimestampSignatureStatus(**found)
        except Exception as error:  # a token may break the validator in any way
            raise Unavailable(f"the time stamp cannot be checked: {error!r}") from error
        if not (status.intact and status.valid and status.trusted):
            raise Unavailable(f"the time stamp is not good: {status.summary()}")

    def _post(self, data: bytes) -> bytes:
        request = Request(self._url, data, {"Content-Type": QUERY, "Accept": REPLY})  # noqa: S310 — our own setting
        return _fetched(request, REPLY)


def _fetched(request: Request, kind: str) -> bytes:
    try:
        with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            if answer.headers.get("Content-Type") != kind:
                raise Unavailable("the time stamping authority answers something else")
            return bytes(answer.read(_MOST_REPLY))
    except OSError as error:
        raise Unavailable(f"the time stamping authority does not answer: {error}") from error
