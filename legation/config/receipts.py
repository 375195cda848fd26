"""Receipts of the cash desk are typeset as other papers are; they are neither sealed nor signed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def connect() -> None:
    """Called once when every app is ready."""
    from legation.payments.till.pages import printing

    printing.connect(_typeset)


def _typeset(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    from legation.documents.typesetting import typeset

    return typeset(template, data, {}, at=at, is_specimen=False)
