"""A form as somebody types it, from stored answers."""

from datetime import datetime

import pytest

from legation.config.filling import written


@pytest.mark.django_db
@pytest.mark.usefixtures("utopia")
def test_what_is_stored_is_typed_page_by_page_and_what_is_lacking_or_a_file_stays_out(now: datetime) -> None:
    typed = written("passport_renewal", {"surname": "Ortelia", "birth_date": "1984-03-12", "photo": "?"}, at=now)
    born = {"birth_date-day": "12", "birth_date-month": "3", "birth_date-year": "1984"}
    assert typed["person"] == {"surname": "Ortelia", **born}
    assert typed["photo"] == typed["contact"] == {} and "declaration" not in typed
