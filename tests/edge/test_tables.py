"""Which tables travel between the centre and an edge node: all of the house have been thought of."""

from django.apps import apps

from legation.edge.scope import ACCESSES, CASES, MONEY
from legation.edge.tables import BY_NAME, STAYS, TABLES, Table, links


def test_every_table_of_the_house_travels_or_says_why_not() -> None:
    stay = [name for names in STAYS.values() for name in names]
    assert len(stay) == len(set(stay))
    assert {model._meta.label for model in apps.get_models()} - set(BY_NAME) - set(stay) == set()
    assert not set(BY_NAME) & set(stay)


def test_a_row_stands_behind_what_it_refers_to() -> None:
    places = {table.name: number for number, table in enumerate(TABLES)}
    wrong = [(table.name, other.name) for table in TABLES for other in links(table).values()
             if places[other.name] > places[table.name]]  # fmt: skip
    assert wrong == []


def test_fields_that_are_named_exist_and_every_data_key_travels_open() -> None:
    for table in BY_NAME.values():
        fields = {field.name for field in table.model._meta.concrete_fields}
        named = {*table.key, *table.leave, *table.wrapped, *table.inside, *table.summed, *table.resealed}
        assert named <= fields, table.name
        assert not _keys(table) - {*table.wrapped, *table.leave}, table.name
    assert {*CASES, *MONEY, *ACCESSES} <= set(BY_NAME)


def _keys(table: Table) -> set[str]:
    return {field.name for field in table.model._meta.concrete_fields} & {"data_key"}
