from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "legation.ground.files"
    label = "files"
