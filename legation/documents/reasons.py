"""Why a verdict is what it is: stable codes, each with its word and the sentence for the reader."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.documents.orders import Word

CORRECTED = "corrected"
"""Why the register revoked a document that a newer one replaces: the one such reason that a stranger is told."""

REASONS: dict[str, tuple[Word, Any]] = {
    "in_force": ("valid", _("This document was issued by us and is valid today.")),
    "not_yet": (
        "valid",
        _("This document was issued by us. Its first day has not come yet; until then it does not hold."),
    ),
    "expired": ("invalid", _("This document was issued by us, and has expired.")),
    "revoked": ("revoked", _("This document was issued by us and has been revoked. It must not be accepted.")),
    "replaced": (
        "revoked",
        _("This document was issued by us and has been corrected since. Ask for the newer one; do not accept this."),
    ),
    "altered": ("invalid", _("This file was changed after it was signed. It is not the document we issued.")),
    "signature_wrong": ("invalid", _("The signature is not ours, although it claims to be. Do not accept this.")),
    "not_in_register": ("invalid", _("The signature is ours, but no such document was issued. Do not accept it.")),
    "signer_not_valid": ("invalid", _("The certificate behind the signature was not valid when it was used.")),
    "unknown_number": ("cannot_tell", _("We have no document with this number. Check the number letter by letter.")),
    "no_signature": ("cannot_tell", _("This file has no signature. Check the number, or a picture of the seal.")),
    "unknown_issuer": ("cannot_tell", _("This was signed by an issuer whose keys we do not hold.")),
    "no_seal": ("cannot_tell", _("No seal was found in this picture. Take it closer, straight and in good light.")),
    "no_list": ("cannot_tell", _("No list of ours is held here yet. Connect once, so that it can be fetched.")),
    "list_incomplete": (
        "cannot_tell",
        _("The seal is genuine, but a part of the list of revoked documents is missing."),
    ),
    "list_overdue": (
        "cannot_tell",
        _("The seal is genuine, but our list is overdue: it may have been revoked since. Fetch a newer list."),
    ),
    "clock_wrong": ("cannot_tell", _("The list here comes from the future. Set the clock right and try again.")),
    "kind_unknown": ("cannot_tell", _("The seal is genuine, but this kind of document is not known here.")),
    "several_seals": ("cannot_tell", _("There is more than one seal in this picture. Show one at a time.")),
}


def word_for(reason: str) -> Word:
    """The word that goes with a reason."""
    return REASONS[reason][0]


def sentence_for(reason: str) -> Any:
    """The reason in a sentence for the reader, translated when it is shown."""
    return REASONS[reason][1]
