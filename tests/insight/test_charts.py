"""Drawings of figures."""

from legation.insight.charts import chart


def test_a_year_without_anything_names_no_largest_value_and_one_with_something_reaches_the_top() -> None:
    assert chart(["a", "b"], [[0, None]], mirrored=False).most == 0
    drawn = chart(["a", "b"], [[1, 4]], mirrored=False)
    low, high = (each.tops[0] for each in drawn.columns)
    assert drawn.most == 4 and low is not None and high is not None and high < low
