from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "legation.ground.people"
    label = "people"
