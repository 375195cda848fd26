"""Published vectors: the open data beside the project, and the few that stand here in full."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

_ROOT = Path(__file__).resolve().parents[3]


def vectors(*parts: str) -> Path | None:
    """A path below the test vectors of the open data, or None where the data is not there."""
    data = Path(os.environ.get("LEGATION_DATA", _ROOT.parent / "shared" / "data"))
    path = data.joinpath("07_test_vectors", *parts)
    return path if path.exists() else None


def rows(*parts: str) -> list[Any]:
    """The rows of a published JSON or CSV file; one that skips with a reason where the data is not there."""
    path = vectors(*parts)
    if path is None:
        reason = f"open data {'/'.join(parts)} is not on this machine (LEGATION_DATA)"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="absent")]
    if path.suffix == ".csv":
        with path.open(newline="") as lines:
            return list(csv.DictReader(lines))
    return list(json.loads(path.read_text()))


def certificate(name: str) -> x509.Certificate:
    path = vectors("vds", name)
    if path is None:
        pytest.skip("open data vds is not on this machine (LEGATION_DATA)")
    data = path.read_bytes()
    is_pem = data.startswith(b"-----")
    return x509.load_pem_x509_certificate(data) if is_pem else x509.load_der_x509_certificate(data)


# Doc 9303-7 Appendix E prints this key (brainpoolP256r1); it signed the example of Doc 9303-8 Appendix B too.
UTTS5B = ec.EllipticCurvePublicNumbers(
    0x08132A7243B3CCC29C271097081C96A729EEFB8EB93630E536498E9B7CE1CED2,
    0x5D68A789D93BEF39C04715C5AD3915D281C0754ECC08508BF66687EFC630DF88,
    ec.BrainpoolP256R1(),
).public_key()

# Doc 9303-8 Appendix B: emergency travel document, 134 bytes.
EMERGENCY = bytes.fromhex(
    "dc03d9c5d9cac8a73a995d913a7d9c575e030230bab3d2b3c549cd1da93c5bd458135c6f57fc133c133c133c6b38208a4d0d4a32"
    "b0c11ae6268427153f7c453c133c1345ff4039034e85da183c1cc0d3ac16732d7ee2c20d7aef7b381c0ae509f10a97890d511c3c"
    "47b94807a4d0f67ce9083a7f206f04fb35afdb8ab9658a93327a4e0ee6ed"
)

# BSI TR-03137 part 1, Annex F: visa sticker, 135 bytes, signed by DETS 32 on brainpoolP224r1.
VISA = bytes.fromhex(
    "dc036abc6d32c8a72cb10f7134b798155d01022cdd52134a74da1347c6fed95cb89f9fce133c133c133c133c203833734aaf47f0"
    "c32f1a1e20eb2625393afe310403a00000050633be1fed20c6ff38d5573247608c9b64cae022c1c5249660e51ae316d600f974aa"
    "c2129c3f093c35955314026304705cd24c1b8100711bd4411f068e8d93e8b7"
)
DETS32 = (
    0x4CE232A26AA6A7D4416CB1CCBD5B9BF47E89CD00F2B5C59935C83CFA,
    0x581AAA53126861EE3449AFE3A0CD338A63E2ED2E6DFA3788CE178FE2,
)

# README of the encoder `idb1_encoder_decoder`: a card access number, packed, with the first draft's identifier.
IDB_UNSIGNED = b"NDB1CPDNLW6JUSGGZGRLBWPNXEAAWXEB5G"

# ICAO TR VDS-NC 1.1, worked example: a vaccination in Utopia, with the certificate of its signer.
VACCINATION = (
    b'{"data":{"hdr":{"is":"UTO","t":"icao.vacc","v":1},"msg":{"pid":{"ai":"L4567890Z","dob":"1990-01-02",'
    b'"i":"A1234567Z","n":"Smith Bill","sex":"M"},"uvci":"U32870","ve":[{"des":"XM68M6","dis":"RA01.0",'
    b'"nam":"Comirnaty","vd":[{"adm":"RIVM","ctr":"UTO","dvc":"2021-03-03","dvn":"2021-03-24","lot":"VC35679",'
    b'"seq":1},{"adm":"RIVM","ctr":"UTO","dvc":"2021-03-24","lot":"VC87540","seq":2}]}]}},"sig":{"alg":"ES256",'
    b'"cer":"MIIBeTCCAR2gAwIBAgIBaDAMBggqhkjOPQQDAgUAMB0xCzAJBgNVBAYTAlVUMQ4wDAYDVQQDDAVVVCBDQTAeFw0yMTA0MDcwNDM'
    b"wMjZaFw0yNjEwMDcwNDMwMjZaMBoxCzAJBgNVBAYTAlVUMQswCQYDVQQDEwIwNjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABI5bRQ3-va"
    b"bXhHAs2IPi-k9rP_TS2J8aq5fTtUG1iOwXdBxx2n6c38TJ2MzBWT5PHCKVlq5JOCyJ1nDlCPd1S2yjTzBNMBIGA1UdJQQLMAkGB2eBCAEBDg"
    b"IwHwYDVR0jBBgwFoAUymyksnX8rywn0RH7nDq-Bs2QOqowFgYHZ4EIAQEGAgQLMAkCAQAxBBMCTlYwDAYIKoZIzj0EAwIFAANIADBFAiBVaa"
    b'JVHvWLX756yAGt04C89ZEWGr-BsHDgaRb0EH3d9gIhAO2UNvLNhEoUWT1I_zj_cG5mh2U-lWCMBUQ3zSQqWUcs","sigvl":"cxfyi2vq2'
    b'XJfZF7ksEkIZJtKbGrRE570UZc_rNAlpfRHD_Xjq57r2h-QLvd_tCQGitsZevFmB0iXzEFdeeZ4zA=="}}'
)
