"""The pages of posts: which one is mine, where it is, when it is open, what it offers; the map and its equal, the list."""

import re
from datetime import datetime

import pytest
from django.test import Client

from legation.config.network import views
from legation.ground.posts.calendar import calendar_of
from legation.ground.profile import post_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def page(path: str, language: str = "en") -> str:
    answer = Client().get(f"/{language}/posts/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_post_is_in_the_list_and_every_dot_of_the_map_too() -> None:
    told = page("")
    listed = re.findall(r'<td[^>]*><div><a href="/en/posts/([A-Z]+)/">([^<]+)</a>', told)
    dots = re.findall(r'<circle[^>]*aria-label="([^"]+)"', told)
    assert {code for code, _name in listed} == {row["code"] for row in post_rows()}
    assert set(dots) <= {name for _code, name in listed} and len(dots) == sum(bool(row["at"]) for row in post_rows())
    assert "vendor/naturalearth/land" in told and "<script" not in told.partition("<main")[2]


def test_which_post_is_mine_is_answered_on_the_same_page() -> None:
    assert (
        'id="mine-1"' in page("?country=KAZ") and "Embassy in Baku" in page("?country=KAZ").partition("<svg viewBox")[0]
    )
    assert 'name="part"' in page("?country=USA") and 'id="mine-1"' not in page("?country=USA")
    assert 'id="mine-1-title">Consulate General in New York' in page("?country=USA&part=US-VT")
    assert Client().get("/en/posts/?country=XYZ").status_code == 422


def test_a_post_says_how_to_reach_it_when_it_is_open_and_what_it_offers() -> None:
    told = page("CAI/")
    for said in ("+20 2 5550 0199", "Egyptian Pound", "Arabic", "08:30–13:00", "Sudan", "Certificate of nationality"):
        assert said in told, said
    honorary, mission = page("KTM/"), page("GVA/")
    assert "procedures/registration_abroad/" in honorary and "procedures/nationality_certificate/" not in honorary
    assert "This post offers no services to visitors." in mission
    assert Client().get("/en/posts/NOWHERE/").status_code == 404


def test_whether_it_is_open_is_told_by_the_posts_own_clock() -> None:
    cairo = calendar_of("CAI")
    at = lambda day, hour: views._standing(cairo, datetime(2026, 11, day, hour, 0, tzinfo=cairo.zone), "en")  # noqa: E731
    assert at(24, 9) == "Open now, until 13:00"  # a Tuesday
    assert at(24, 14) == "Closed now; opens on Tuesday, 24 November at 15:00"
    assert at(26, 14) == "Closed now; opens on Sunday, 29 November at 08:30"  # its weekend is Friday and Saturday
