"""`legation bench seals`: microseconds and sizes of every format of seal, in one process and with keys of its own.

One visa is sealed in each format: encode is signing and packing, decode is parsing and typing, verify is the whole
judgement of a trust list, draw and find are the barcode made a picture and found in it.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from legation.config.samples import portrait
from legation.documents.seals import barcode, formats, mrz, portraits
from legation.documents.seals.barcode import Symbol
from legation.documents.seals.certificates import SEAL_SIGNER, VDS_NC_SIGNER
from legation.documents.seals.errors import BarcodeError
from legation.documents.seals.interface import Issuance
from legation.documents.seals.issuing import issue_root, issue_seal_signer, new_key
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.trust import TrustedRoot, TrustList
from legation.documents.seals.visa import Stay, VisaSeal

PICTURES = 9  # how often a picture is drawn and read; a seal is made and read as often as was asked for
MODULE = 4


def run(arguments: list[str]) -> int:
    """Run the bench; 0 if every seal was read back and verified."""
    parser = argparse.ArgumentParser(prog="legation bench seals", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="seals of each format (default 1000)")
    chosen = parser.parse_args(arguments)
    if chosen.count < 1:
        parser.error("--count is a positive number")
    today = datetime.now(UTC).date()
    key, signer, trust = _chain(today)
    issuance = Issuance(country="UTO", certificate=signer, issued=today, signed=today)
    found = {each.name: _measure(each, issuance, key, trust, chosen.count) for each in formats.FORMATS}
    wrong = sum(1 for each in found.values() if not each["ok"])
    print(json.dumps({"bench": "seals", "count": chosen.count, "errors": wrong, "formats": found}))
    return 1 if wrong else 0


def _chain(today: date) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate, TrustList]:
    """A key with its certificate, and who trusts it."""
    root_key, key = new_key(), new_key()
    begin = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(days=1)
    end = begin + timedelta(days=30)
    root = issue_root(
        root_key, country="UT", state="UTO", name="Bench root", crl_url="https://legation.example/root.crl",
        not_before=begin, signs_until=end, not_after=end,
    )  # fmt: skip
    signer = issue_seal_signer(
        key.public_key(), root=root, root_key=root_key, name="S1", reference=1, not_before=begin, not_after=end,
        document_types=["V"], purposes=(SEAL_SIGNER, VDS_NC_SIGNER),
    )  # fmt: skip
    return key, signer, TrustList([TrustedRoot.of(root)], [signer])


def _visa() -> VisaSeal:
    fields = mrz.Mrz(
        format=mrz.Format.MRV_A, document_code="V", issuer="UTO", number="7K2M9QX4T", nationality="D", birth="900806",
        sex="F", expiry="270411", primary="Eriksson", secondary="Anna Maria",
    )  # fmt: skip
    upper, lower = mrz.encode(fields)
    return VisaSeal(mrz=(upper, lower), stay=Stay(30), passport="L898902C3", entries=1)


def _measure(
    format_: formats.SealFormat, issuance: Issuance, key: ec.EllipticCurvePrivateKey, trust: TrustList, count: int
) -> dict[str, Any]:
    visa, sign = _visa(), signer_for(key)
    if format_.room:
        visa = replace(visa, portrait=portraits.shrink(portrait(1, width=450, height=575, quality=90), format_.room))
    data = format_.encode(visa, issuance, sign)
    seal, picture = format_.parse(data), barcode.png(data, symbol=format_.symbol, module=MODULE)
    today = issuance.signed
    return {
        "ok": trust.judge(seal, today=today).is_ok and barcode.read(picture) == (data,),
        "bytes": len(data), "portrait_bytes": len(visa.portrait), "symbol": str(format_.symbol),
        "modules": {str(symbol): _modules(data, symbol) for symbol in Symbol},
        "encode_us": _micros(lambda: format_.encode(visa, issuance, sign), count),
        "decode_us": _micros(lambda: format_.content(format_.parse(data)), count),
        "verify_us": _micros(lambda: trust.judge(seal, today=today), count),
        "draw_us": _micros(lambda: barcode.png(data, symbol=format_.symbol, module=MODULE), PICTURES),
        "find_us": _micros(lambda: barcode.read(picture), PICTURES),
    }  # fmt: skip


def _modules(data: bytes, symbol: Symbol) -> int | None:
    """Modules along a side, None where the data does not fit."""
    try:
        return barcode.modules(data, symbol)
    except BarcodeError:
        return None


def _micros(work: Callable[[], object], count: int) -> float:
    """Median microseconds of one call."""
    taken = []
    for _ in range(count):
        begin = perf_counter()
        work()
        taken.append(perf_counter() - begin)
    return round(median(taken) * 1_000_000, 1)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
