"""A visa or an emergency travel document in an IDB seal (draft section 3.3): what its VDS says, in one message.

The features are those of Doc 9303-7 section 9.1 and 9303-8 section 6.1, which is what the lengths of the draft's
messages (61 to 331 bytes, and 52) come to. A portrait is a message of its own.
"""

from ..errors import ProfileError
from ..tlv import Feature
from ..visa import Content, EmergencySeal, VisaSeal
from . import messages
from .seal import IdbSeal

MOST_PORTRAIT = 1000
"""Bytes of a portrait, as in the draft's message for it; a QR code of 117 modules, 40 mm, carries it with a visa."""


def messages_of(content: Content) -> tuple[Feature, ...]:
    """What is said of a document. Raises `ProfileError` for content that its profile refuses."""
    tag = messages.VISA if isinstance(content, VisaSeal) else messages.EMERGENCY
    said = (Feature(tag, messages.group(content.features())),)
    if len(content.portrait) > MOST_PORTRAIT:
        raise ProfileError(f"a portrait has at most {MOST_PORTRAIT} bytes, not {len(content.portrait)}")
    return (*said, Feature(messages.PORTRAIT, content.portrait)) if content.portrait else said


def read(seal: IdbSeal) -> Content:
    """The document that a seal describes. Messages that are not known are passed over.

    Raises `ProfileError` when it describes neither or both, or breaks the profile of the document; `C40Error`
    when a text is not C40.
    """
    found = {message.tag: message.value for message in seal.messages}
    kinds = {messages.VISA, messages.EMERGENCY} & set(found)
    if len(kinds) != 1:
        raise ProfileError("the seal describes neither a visa nor an emergency travel document, or both")
    tag = kinds.pop()
    features = messages.split(found[tag])
    portrait = found.get(messages.PORTRAIT, b"")
    kind: type[VisaSeal] | type[EmergencySeal] = VisaSeal if tag == messages.VISA else EmergencySeal
    return kind.of(features, portrait=portrait)
