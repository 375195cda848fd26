"""A booking's number as a QR code (ISO/IEC 18004): the number alone, so that it opens nothing where it is read."""

MODULE = 4


def svg(number: str) -> bytes:
    """The code as a picture that stays sharp on every screen."""
    import zxingcpp

    made = zxingcpp.create_barcode(number, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(made.to_svg(add_quiet_zones=True, scale=MODULE)).encode()
