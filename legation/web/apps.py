"""The design system: base templates, components and static files. It knows no department."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "legation.web"
    label = "web"
