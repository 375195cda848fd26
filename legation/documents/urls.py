"""Addresses of the documents room. Those of the lists stand outside of any language."""

from django.urls import path

from legation.documents import lists_views, views

urlpatterns = [path("verify/", views.verify, name="verify")]

lists_urlpatterns = [
    path("verify/lists/head", lists_views.head, name="lists_head"),
    path("verify/lists/<str:name>", lists_views.file, name="lists_file"),
]
