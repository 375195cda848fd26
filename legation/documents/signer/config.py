"""What the signer's operator chooses: where each key lies, how much it signs. The file keys.yaml beside the keys.

It lies in the signer's folder and not in the profile, so that whoever edits definitions cannot loosen a limit.
"""

from pydantic import BaseModel, ConfigDict, Field, field_validator

from legation.documents import keys
from legation.documents.signer.protocol import Purpose
from legation.documents.signer.rates import MOST_KEPT, RATES, Rate
from legation.documents.signer.token_uri import SCHEME, TokenUri
from legation.ground import sources
from legation.ground.errors import Invalid

FILE = "keys.yaml"
ROOT = "root"


class _Rate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    minute: int = Field(ge=0, le=MOST_KEPT)
    hour: int = Field(ge=0, le=MOST_KEPT)


class SignerConfig(BaseModel):
    """`keys`: purpose (or root) -> file beside this one, or PKCS#11 URI. `rates`: purpose -> most a minute and hour."""

    model_config = ConfigDict(extra="forbid")

    keys: dict[Purpose | str, str] = {}
    rates: dict[Purpose, _Rate] = {}

    @field_validator("keys")
    @classmethod
    def _named(cls, found: dict[str, str]) -> dict[str, str]:
        for name, where in found.items():
            if name != ROOT and name not in set(Purpose):
                raise ValueError(f"{name} is no purpose")
            try:
                _ = where.startswith(SCHEME) and TokenUri.parse(where)
            except Invalid as error:
                raise ValueError(error.detail) from error
        return found

    def place(self, name: str) -> str:
        """Where a key lies: a file name or a PKCS#11 URI."""
        return self.keys.get(name, f"{name}.key")

    def all_rates(self) -> dict[Purpose, Rate]:
        """The rates in force."""
        return RATES | {purpose: Rate(rate.minute, rate.hour) for purpose, rate in self.rates.items()}


def signer_config() -> SignerConfig:
    """What keys.yaml says; the defaults where there is no such file.

    Raises:
        legation.ground.sources.Refused: it has mistakes; each with its line.
    """
    path = keys.folder() / FILE
    return sources.parse(sources.read(path), SignerConfig) if path.exists() else SignerConfig()
