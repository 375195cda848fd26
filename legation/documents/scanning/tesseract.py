"""The second reader: tesseract, where the machine has it (Debian: tesseract-ocr). It sees drawn letters only."""

import io
import os
import shutil
import subprocess

from PIL import Image

MOST_SECONDS = 6
_COMMAND = (
    "tesseract", "-", "-", "-l", "eng", "--psm", "6", "-c", "load_system_dawg=0", "-c", "load_freq_dawg=0",
    "-c", "tessedit_char_whitelist=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
)  # fmt: skip


def is_present() -> bool:
    """Whether this machine has tesseract."""
    return shutil.which(_COMMAND[0]) is not None


def read(sheet: Image.Image) -> list[str]:
    """The lines of letters and digits on a sheet, without spaces; nothing if it takes longer than MOST_SECONDS.

    The sheet goes in and the text comes out by pipes: no file is written.
    """
    picture = io.BytesIO()
    sheet.save(picture, "PNG", dpi=(300, 300))
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            _COMMAND, input=picture.getvalue(), capture_output=True, env=environment, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return []
    lines = done.stdout.decode("ascii", "ignore").splitlines()
    return [text for line in lines if (text := line.replace(" ", ""))]
