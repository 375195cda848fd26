"""Invented travellers for the demonstration, the tests and the benchmarks: nobody here exists."""

import io
import random
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image, ImageDraw, ImageFilter

# nationality: (given names, women's and men's in turn; surnames); all may have an e-visa of Utopia
PEOPLE = {
    "ARM": (("Ani", "Davit", "Mariam", "Tigran"), ("Sargsyan", "Petrosyan", "Hakobyan")),
    "MEX": (("Sofía", "Mateo", "Ximena", "Diego"), ("Hernández", "Núñez", "Castañeda")),
    "ZAF": (("Thandi", "Sipho", "Anke", "Lerato"), ("Nkosi", "van der Merwe", "Dlamini")),
    "GBR": (("Olivia", "Arthur", "Zoë", "Imran"), ("O'Neill", "Hughes", "Smith-Jones")),
    "AUS": (("Charlotte", "Jack", "Mia", "Noah"), ("Nguyen", "Williams", "Kowalski")),
    "CAN": (("Chloé", "Liam", "Élise", "Ethan"), ("Tremblay", "MacDonald", "Singh")),
    "USA": (("Emma", "James", "Ava", "Luis"), ("Johnson", "García", "Lee")),
    "VNM": (("Thị Lan", "Minh", "Hương", "Đức"), ("Nguyễn", "Trần", "Phạm")),
    "IND": (("Priya", "Arjun", "Ananya", "Rahul"), ("Sharma", "Iyer", "Patel")),
    "EGY": (("Nour", "Omar", "Salma", "Karim"), ("Hassan", "El Sayed", "Mansour")),
    "CHN": (("Xiaoyan", "Wei", "Jing", "Lei"), ("Zhang", "Lü", "Chen")),
    "PHL": (("Maria", "Jose", "Angelica", "Paolo"), ("dela Cruz", "Reyes", "Santos")),
}
BY_RULE = ("ARM", "MEX", "ZAF", "GBR", "AUS", "CAN", "USA", "VNM")
STREETS = (
    "Hotel Amaurot, 1 Anyder Quay",
    "Pension Raphael, 12 Bridge Street",
    "with Ms Utopos, 7 Garden Row",
)


@dataclass(frozen=True)
class Traveller:
    """One invented traveller and what they write into the form, by page and input name."""

    known: dict[str, str]
    pages: dict[str, dict[str, str]]
    photo_seed: int

    @property
    def photo(self) -> bytes:
        """Their portrait, a JPEG."""
        return portrait(self.photo_seed, long_hair=self.pages["passport"]["sex"] == "female")

    @property
    def passport(self) -> str:
        """Their passport number."""
        return self.pages["passport"]["passport_number"]


def traveller(seed: int, *, today: date, by_rule: bool | None = None) -> Traveller:
    """The traveller of a seed; the same seed on the same day gives the same traveller.

    Args:
        by_rule: True for one whom the rules grant, False for one an officer sees, None for either.
    """
    rng = random.Random(seed)  # noqa: S311 — invented people, no secret
    nationalities = [code for code in PEOPLE if by_rule is None or (code in BY_RULE) == by_rule]
    nationality = rng.choice(nationalities)
    given, surnames = PEOPLE[nationality]
    arrival = today + timedelta(days=rng.randint(5, 60))
    departure = arrival + timedelta(days=rng.randint(2, 20))
    born = date(rng.randint(1950, 2004), rng.randint(1, 12), rng.randint(1, 28))
    expiry = departure + timedelta(days=rng.randint(400, 2500))
    surname, place = rng.choice(surnames), rng.randrange(len(given))
    name, sex = given[place], ("female", "male")[place % 2]
    passport = {
        "surname": surname, "given_names": name, "sex": sex,
        "passport_number": f"{rng.choice('ABCEGHKLMNPR')}{rng.randint(0, 99_999_999):08d}",
        **_date("birth_date", born), **_date("passport_expiry", expiry),
    }  # fmt: skip
    trip = {
        "entries": "single",
        "address": rng.choice(STREETS),
        **_date("arrival", arrival),
        **_date("departure", departure),
    }
    contact = {
        "email": f"traveller{seed}@example.org",
        "phone": f"+4420{rng.randint(10_000_000, 99_999_999)}",
    }
    known = {
        "nationality": nationality,
        "purpose": rng.choice(["tourism", "business", "family"]),
        "document_kind": "ordinary",
    }
    return Traveller(known, {"passport": passport, "trip": trip, "contact": contact}, seed)


def _date(field: str, value: date) -> dict[str, str]:
    return {
        f"{field}-day": str(value.day),
        f"{field}-month": str(value.month),
        f"{field}-year": str(value.year),
    }


def portrait(
    seed: int, *, width: int = 480, height: int = 600, quality: int = 85, grain: int = 0, long_hair: bool = True
) -> bytes:
    """A drawn portrait as JPEG: a plain background, a head and shoulders; `grain` adds noise and so weight."""
    rng = random.Random(seed)  # noqa: S311
    tone = rng.choice([(226, 190, 160), (198, 150, 118), (150, 106, 80), (108, 74, 56), (240, 208, 184)])
    hair = rng.choice([(40, 30, 26), (88, 60, 40), (150, 120, 84), (196, 190, 184), (24, 22, 24)])
    coat = rng.choice([(52, 70, 98), (90, 60, 66), (60, 84, 72), (70, 70, 76), (120, 96, 60)])
    picture = Image.new("RGB", (width, height), rng.choice([(226, 230, 232), (232, 228, 220), (218, 226, 230)]))
    pen, w, h = ImageDraw.Draw(picture), width, height
    pen.ellipse((0.08 * w, 0.72 * h, 0.92 * w, 1.35 * h), fill=coat)
    pen.rectangle((0.42 * w, 0.60 * h, 0.58 * w, 0.78 * h), fill=tuple(int(c * 0.9) for c in tone))
    pen.ellipse((0.27 * w, 0.14 * h, 0.73 * w, 0.60 * h), fill=hair)
    if long_hair:
        pen.rectangle((0.27 * w, 0.36 * h, 0.73 * w, 0.66 * h), fill=hair)
    pen.ellipse((0.31 * w, 0.20 * h, 0.69 * w, 0.68 * h), fill=tone)
    pen.chord((0.29 * w, 0.15 * h, 0.71 * w, 0.42 * h), 180, 360, fill=hair)
    for x in (0.42, 0.58):
        pen.ellipse(((x - 0.025) * w, 0.42 * h, (x + 0.025) * w, 0.445 * h), fill=(40, 34, 32))
    pen.arc((0.43 * w, 0.50 * h, 0.57 * w, 0.59 * h), 25, 155, fill=(140, 80, 76), width=max(2, w // 120))
    picture = picture.filter(ImageFilter.GaussianBlur(w / 240))
    if grain:
        noise = Image.effect_noise((width, height), grain).convert("RGB")
        picture = Image.blend(picture, noise, 0.25)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
