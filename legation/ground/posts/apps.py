from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "legation.ground.posts"
    label = "posts"
