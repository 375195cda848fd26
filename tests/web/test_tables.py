"""A table stands as a list on a phone: each cell after the name of its column."""

from django.template import engines


def test_a_cell_without_anything_in_it_has_no_name_on_a_phone() -> None:
    (engine,) = engines.all()
    ui = engine.env.get_template("web/components.html").make_module()
    drawn = ui.data_table("Cases", ["Service", "Until", "To pay"], [["Passport", "", 0]])
    assert 'data-label="Service"' in drawn and 'data-label="To pay"' in drawn
    assert 'data-label="Until"' not in drawn and drawn.count("<td") == 3
