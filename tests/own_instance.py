"""An instance of the tests' own, with fresh keys and folders: nothing of a developer's may be touched.

Loaded with `-p` (pyproject.toml), since Django's settings are read before any conftest is.
"""

import os
import tempfile

FOLDER = tempfile.TemporaryDirectory(prefix="legation-test-")
os.environ["LEGATION_VAR"] = FOLDER.name
os.environ["LEGATION_DEMO"] = "1"
for _name in ("LEGATION_KEYS", "LEGATION_FILES"):
    os.environ.pop(_name, None)
