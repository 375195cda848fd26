"""The tests have an instance of their own: a demonstration made beside them keeps its keys, files and books."""

from pathlib import Path

from django.conf import settings

from tests.own_instance import FOLDER


def test_keys_and_files_lie_in_a_folder_that_goes() -> None:
    own = Path(FOLDER.name)
    assert [path for path in (settings.VAR, settings.LEGATION_KEYS, settings.LEGATION_FILES, settings.LEGATION_SIGNER)
            if not path.is_relative_to(own)] == []  # fmt: skip
