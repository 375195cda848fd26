"""A root, a signer and seals of Utopia for the tests, and the strategies that make legal fields."""

from datetime import UTC, date, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import strategies as st

from legation.documents.seals import issuing, mrz, profiles, vds
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.visa import EmergencySeal, Stay, VisaSeal

TODAY = date(2026, 3, 1)
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
END = datetime(2031, 1, 1, tzinfo=UTC)
ROOT_KEY = issuing.new_key()
SIGNER_KEY = issuing.new_key()

VISA_A = (
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C<3UTO6908061F9406236ZE184226B<<<<<<<",
)
VISA_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L898902C<3UTO6908061F9406236ZE184226")


def a_root(**changes: object) -> x509.Certificate:
    fields = {
        "country": "UT",
        "state": "UTO",
        "name": "Country signing root of Utopia",
        "crl_url": "https://example.org/CRLs/UTO.crl",
        "not_before": BEGIN,
        "signs_until": datetime(2028, 1, 1, tzinfo=UTC),
        "not_after": END,
    }
    return issuing.issue_root(ROOT_KEY, **(fields | changes))  # type: ignore[arg-type]


ROOT = a_root()


def a_signer(key: ec.EllipticCurvePrivateKey = SIGNER_KEY, **changes: object) -> x509.Certificate:
    fields = {
        "root": ROOT,
        "root_key": ROOT_KEY,
        "name": "VS",
        "reference": 0x2A,
        "not_before": BEGIN,
        "not_after": datetime(2029, 1, 1, tzinfo=UTC),
        "document_types": ["V", "VC"],
    }
    return issuing.issue_seal_signer(key.public_key(), **(fields | changes))  # type: ignore[arg-type]


SIGNER = a_signer()


def a_visa(**changes: object) -> VisaSeal:
    fields = {"mrz": VISA_A, "stay": Stay(days=90), "passport": "L898902C3", "entries": 2}
    return VisaSeal(**(fields | changes))  # type: ignore[arg-type]


def a_header(certificate: x509.Certificate = SIGNER, **changes: object) -> vds.Header:
    fields = {"country": "UTO", "issued": date(2026, 2, 27), "signed": date(2026, 2, 28)}
    return issuing.header_for(certificate, profiles.VISA, **(fields | changes))  # type: ignore[arg-type]


def a_seal(
    visa: VisaSeal | None = None,
    header: vds.Header | None = None,
    key: ec.EllipticCurvePrivateKey = SIGNER_KEY,
) -> vds.Seal:
    return vds.sign(header or a_header(), (visa or a_visa()).features(), signer_for(key))


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FREE = _LETTERS + "0123456789"
days = st.dates(date(1930, 1, 1), date(2029, 12, 31))
words = st.text(_LETTERS, min_size=1, max_size=14)
name_parts = st.lists(words, min_size=1, max_size=5).map(" ".join)
states = st.sampled_from(["UTO", "D", "XXA", "UNO", "AZE", "TUR", "GBD"])
_CODES = {"TD1": "ACI", "TD2": "ACIP", "TD3": "P", "MRV-A": "V", "MRV-B": "V"}
_OPTIONAL = {"TD1": 15, "TD2": 7, "TD3": 14, "MRV-A": 16, "MRV-B": 8}


def free(most: int) -> st.SearchStrategy[str]:
    return st.text(_FREE, max_size=most)


@st.composite
def zones(draw: st.DrawFn, formats: tuple[mrz.Format, ...] = tuple(mrz.Format)) -> mrz.Mrz:
    """Any legal fields whose name is not truncated, long numbers included."""
    format_ = draw(st.sampled_from(formats))
    room, longest = _OPTIONAL[format_], {"TD1": 22, "TD2": 14}.get(format_, 9)
    number = draw(st.text(_FREE, min_size=1, max_size=longest))
    taken = len(number) - 9 + 2 if len(number) > 9 else 0
    width = 30 if format_ == "TD1" else 39 if format_ in ("TD3", "MRV-A") else 31
    name = draw(st.tuples(name_parts, name_parts).filter(lambda pair: len("".join(pair)) + 2 <= width))
    return mrz.Mrz(
        format=format_,
        document_code=draw(st.sampled_from(_CODES[format_])),
        issuer=draw(states),
        number=number,
        nationality=draw(states),
        birth=draw(st.one_of(days.map(mrz.yymmdd), st.sampled_from(["<<<<<<", "74<<<<", "7408<<"]))),
        sex=draw(st.sampled_from("MFX")),
        expiry=mrz.yymmdd(draw(days)),
        primary=name[0],
        secondary=name[1],
        optional=draw(free(max(0, room - taken))),
        optional2=draw(free(11)) if format_ == "TD1" else "",
    )


@st.composite
def sheets(draw: st.DrawFn) -> EmergencySeal:
    """Emergency travel documents, with short and long numbers."""
    upper, lower = mrz.encode(draw(zones((mrz.Format.TD2,))))
    return EmergencySeal((upper, lower))


@st.composite
def visas(draw: st.DrawFn) -> VisaSeal:
    zone = draw(zones((mrz.Format.MRV_A, mrz.Format.MRV_B)))
    lines = mrz.encode(zone)
    octets = st.integers(0, 255)
    return VisaSeal(
        mrz=(lines[0], lines[1]),
        stay=Stay(draw(octets), draw(octets), draw(octets)),
        passport=draw(st.text(_FREE, min_size=1, max_size=9)),
        entries=draw(st.none() | octets),
        visa_type=draw(st.none() | st.binary(min_size=1, max_size=4)),
        additional=draw(st.none() | st.binary(max_size=254)),
    )
