"""An instance of the tests' own, with fresh keys and folders: nothing of a developer's may be touched.

Loaded with `-p` (pyproject.toml), since Django's settings are read before any conftest is.
"""

import gc
import os
import tempfile
from pathlib import Path

# what tests make is looked through for rings of garbage a twentieth of their time; there is memory enough
gc.set_threshold(200_000, 50, 100)
FOLDER = tempfile.TemporaryDirectory(prefix="legation-test-")
os.environ["LEGATION_VAR"] = FOLDER.name
os.environ["LEGATION_DEMO"] = "1"
PAGES = Path(__file__).parents[1] / "build" / "pages-of-tests"
"""What the templates were compiled to: the same for every instance, and for runs after this one."""
PAGES.mkdir(parents=True, exist_ok=True)
(Path(FOLDER.name) / "pages").symlink_to(PAGES)
for _name in ("LEGATION_KEYS", "LEGATION_FILES"):
    os.environ.pop(_name, None)
