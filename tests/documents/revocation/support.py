"""Seals for the tests of lists."""

from cryptography.hazmat.primitives.asymmetric import ec

from legation.documents.seals import vds
from legation.documents.seals.header import Header
from legation.documents.seals.issuing import new_key
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.visa import Stay, VisaSeal
from tests.conftest import NOW
from tests.documents.orders import zone

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256 (FIPS 186-5; SEC 2, 2.4.2)."""


def sealed(key: ec.EllipticCurvePrivateKey | None = None) -> tuple[vds.Seal, ec.EllipticCurvePublicKey]:
    """A signed visa seal and the key that verifies it."""
    key = key or new_key()
    header = Header(
        country="UTO", signer="UTS1", certificate="1", issued=NOW.date(), signed=NOW.date(), reference=0x5D, category=1,
    )  # fmt: skip
    visa = VisaSeal(mrz=zone(), stay=Stay(30), passport="L898902C3", entries=1)  # type: ignore[arg-type]
    return vds.sign(header, visa.features(), signer_for(key)), key.public_key()
