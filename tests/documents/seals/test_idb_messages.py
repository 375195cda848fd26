"""What an IDB seal can say: every message that can be written is read again; what cannot is refused by its tag."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.documents.seals import c40, mrz
from legation.documents.seals.errors import FormatError, ProfileError, SealError
from legation.documents.seals.idb import messages, seal, text
from legation.documents.seals.idb.header import IdbHeader
from legation.documents.seals.idb.messages import Message
from legation.documents.seals.signatures import signer_for
from legation.documents.seals.tlv import Feature

from . import independent
from .samples import SIGNER, SIGNER_KEY, zones

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_ZONE_TAGS = {mrz.Format.TD1: messages.MRZ_TD1, mrz.Format.TD2: messages.MRZ_TD2, mrz.Format.TD3: messages.MRZ_TD3}
_ROOM = {messages.CAN: (6, 6), messages.DOCUMENT_NUMBER: (7, 9), messages.REGISTER_NUMBER: (10, 12)}
HEADER = IdbHeader(country="UTO", algorithm=1, reference=b"\x01\x02\x03\x04\x05", signed_on="2026-02-28")

zone_messages = zones(tuple(_ZONE_TAGS)).map(lambda zone: Message(_ZONE_TAGS[zone.format], mrz.encode(zone)))
text_messages = st.sampled_from(sorted(_ROOM)).flatmap(
    lambda tag: st.text(_LETTERS, min_size=_ROOM[tag][0], max_size=_ROOM[tag][1]).map(lambda said: Message(tag, said))
)
day_messages = st.dates().map(lambda day: Message(messages.VALID_UNTIL, day.isoformat()))
other_messages = st.builds(
    Message, st.sampled_from([messages.CARD_ACCESS, messages.PORTRAIT, 0x55, 0xFE]), st.binary(max_size=300)
)
any_message = st.one_of(zone_messages, text_messages, day_messages, other_messages)
groups = st.lists(any_message, min_size=1, max_size=6, unique_by=lambda message: message.tag)


@settings(max_examples=100, deadline=None)
@given(groups, st.sampled_from([None, True, False]))
def test_every_group_of_messages_that_can_be_written_is_read_again(said: list[Message], zipped: bool | None) -> None:
    features = [messages.write(each) for each in said]
    made = seal.sign(HEADER, features, signer_for(SIGNER_KEY))
    data = made.encode(zipped=zipped)
    found = seal.IdbSeal.parse(data)
    assert found == made and found.verify(SIGNER)
    assert [messages.read(each) for each in found.messages] == said
    assert independent.read_idb(data)["messages"] == {each.tag: each.value for each in features}


@settings(max_examples=30, deadline=None)
@given(groups)
def test_an_unsigned_seal_is_two_bytes_and_its_messages(said: list[Message]) -> None:
    features = tuple(messages.write(each) for each in said)
    header = IdbHeader(country="D")
    made = seal.IdbSeal(header, features, seal.signed_part(header, features))
    assert seal.IdbSeal.parse(made.encode()) == made
    assert not made.verify(SIGNER)


@pytest.mark.parametrize(
    "message",
    [
        Message(messages.MRZ_TD1, ("A" * 30, "B" * 30)), Message(messages.CAN, "12345678"), Message(messages.CAN, "ä"),
        Message(messages.VALID_UNTIL, "tomorrow"), Message(messages.NATIONAL_TYPE, b"ab"), Message(messages.CAN, b"1"),
        Message(messages.VISA, ()), Message(messages.MRZ_TD2, "text"), Message(0x55, "text"),
        Message(messages.DOCUMENT_NUMBER, "AB 3     "),
    ],
)  # fmt: skip
def test_what_a_tag_has_no_form_for_is_refused_by_its_tag(message: Message) -> None:
    with pytest.raises(ProfileError, match=f"{message.tag:#04x}"):
        messages.write(message)


@pytest.mark.parametrize("said", [b"", bytes(60), c40.encode("P" * 90), c40.encode("P" * 85)])
def test_a_zone_of_another_length_is_none(said: bytes) -> None:
    with pytest.raises(ProfileError, match="0x08"):
        messages.read(Feature(messages.MRZ_TD3, said))


@pytest.mark.parametrize(
    "said",
    [(), (Feature(9, b"ab"), Feature(9, b"ab")), tuple(Feature(tag, b"") for tag in range(10, 43))],
    ids=["none", "twice", "too many"],
)
def test_a_group_has_some_messages_not_too_many_and_none_twice(said: tuple[Feature, ...]) -> None:
    with pytest.raises(FormatError):
        seal.sign(HEADER, said, signer_for(SIGNER_KEY))


@pytest.mark.parametrize(
    "header",
    [
        IdbHeader(country="uto", algorithm=1, reference=b"12345", signed_on="2026-01-01"), IdbHeader(country=""),
        IdbHeader(country="UTO", algorithm=4, reference=b"12345", signed_on="2026-01-01"),
        IdbHeader(country="UTO", algorithm=1, reference=b"1234", signed_on="2026-01-01"),
        IdbHeader(country="UTO", algorithm=1, reference=b"12345", signed_on="2026-02-30"),
        IdbHeader(country="UTO", algorithm=0, reference=b"12345", signed_on="2026-02-28"), IdbHeader(country="ÄÖ"),
    ],
)  # fmt: skip
def test_a_header_that_has_no_form_is_refused(header: IdbHeader) -> None:
    with pytest.raises(SealError):
        header.encode()


def test_the_parts_of_a_payload_stand_in_one_order() -> None:
    part = seal.signed_part(HEADER, [Feature(9, b"\x20\xb3\x46\xa7")])
    group, certificate, signature = part[12:], b"\x7e\x01a", b"\x7f\x40" + bytes(64)
    for zones_ in (signature + group, group + signature + certificate, group + group + signature, group + certificate):
        with pytest.raises(FormatError):
            seal.IdbSeal.parse(text.encode(part[:12] + zones_, signed=True))
    assert seal.IdbSeal.parse(text.encode(part + certificate + signature, signed=True)).embedded is None


def test_a_certificate_that_travels_along_is_the_one_the_header_means_or_none() -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    from legation.documents.seals.certificates import short_reference

    der = SIGNER.public_bytes(Encoding.DER)
    said = [Feature(9, b"\x20\xb3\x46\xa7")]
    right = IdbHeader(country="UTO", algorithm=1, reference=short_reference(SIGNER), signed_on="2026-02-28")
    assert seal.sign(right, said, signer_for(SIGNER_KEY), certificate=der).embedded == SIGNER
    assert seal.sign(HEADER, said, signer_for(SIGNER_KEY), certificate=der).embedded is None


def test_more_than_a_barcode_holds_is_refused_when_it_is_made() -> None:
    import random

    noise = random.Random(1).randbytes(2800)
    with pytest.raises(FormatError, match="more than a barcode holds"):
        seal.sign(HEADER, [Feature(0x55, noise)], signer_for(SIGNER_KEY)).encode()
