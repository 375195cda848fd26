"""What may go wrong with a machine readable zone or a seal. The house maps `SealError` to its own tree."""

import unicodedata


class SealError(Exception):
    """Root of all errors of this package; the message names the field and the limit."""


class MrzError(SealError):
    """A machine readable zone cannot be written from these fields, or lines are not one at all."""


class LetterError(MrzError):
    """A character for which Doc 9303-3 section 6 gives no Latin spelling.

    `text` is the whole name as given, `character` the one that was refused.
    """

    def __init__(self, text: str, character: str, reason: str = "") -> None:
        self.text = text
        self.character = character
        name = unicodedata.name(character, "unnamed character")
        why = reason or "has no spelling in Doc 9303-3 section 6"
        super().__init__(f"{text!r}: U+{ord(character):04X} {name} {why}")


class C40Error(SealError):
    """A text that C40 cannot carry, or bytes that are not C40 (Doc 9303-13 section 2.6)."""


class FormatError(SealError):
    """Bytes that are no visible digital seal, or a header that cannot be written (Doc 9303-13 section 2)."""


class ProfileError(SealError):
    """Features that break the rules of their document profile (Doc 9303-7 section 9, 9303-8 section 6)."""


class SealKeyError(SealError):
    """A key or certificate that cannot sign or check a seal (Doc 9303-13 section 2.4, 9303-12 section 7)."""


class BarcodeError(SealError):
    """A seal that does not fit a barcode, or a picture in which none was found."""
