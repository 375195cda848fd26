"""Addresses of the documents room. Those for machines stand outside of any language."""

from django.urls import include, path

from legation.documents import device_views, endpoints, lists_views, views

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/proof/<str:digest>/", views.proof, name="document_proof"),
    path("verify/device/", device_views.device, name="verify_device"),
    path("verify/worker.js", device_views.worker, name="verify_worker"),
    path("verify/app.webmanifest", device_views.manifest, name="verify_manifest"),
]

machine_urlpatterns = [
    path("verify/lists/head", lists_views.head, name="lists_head"),
    path("verify/lists/<str:name>", lists_views.file, name="lists_file"),
    path("api/border/v1/", include((endpoints.addresses(), "border"), namespace="border")),
]
