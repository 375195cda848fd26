"""An instance of the tests' own, with fresh keys and folders: nothing of a developer's may be touched.

Loaded with `-p` (pyproject.toml), since Django's settings are read before any conftest is.
"""

import gc
import os
import tempfile

# what tests make is looked through for rings of garbage a twentieth of their time; there is memory enough
gc.set_threshold(200_000, 50, 100)
FOLDER = tempfile.TemporaryDirectory(prefix="legation-test-")
os.environ["LEGATION_VAR"] = FOLDER.name
os.environ["LEGATION_DEMO"] = "1"
for _name in ("LEGATION_KEYS", "LEGATION_FILES"):
    os.environ.pop(_name, None)
