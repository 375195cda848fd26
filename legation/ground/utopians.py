"""Invented citizens of Utopia, whom the demonstration's national sign-on and population register know."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Utopian:
    """Somebody in the register: nobody here exists."""

    number: str
    surname: str
    given_names: str
    birth_date: str
    sex: str
    dead: bool = False

    def told(self) -> dict[str, object]:
        """As the register tells it."""
        return asdict(self)


UTOPIANS = (
    Utopian("10000000146", "Sforza", "Giulia Anna", "1988-03-27", "female"),
    Utopian("20000000046", "Yılmaz", "Ömer", "1979-11-02", "male"),
    Utopian("30000000046", "Məmmədova", "Leyla", "1995-07-15", "female"),
    Utopian("40000000046", "Raphael", "Peter", "1931-01-09", "male", dead=True),
)
