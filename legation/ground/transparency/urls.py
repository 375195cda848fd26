from django.urls import path

from legation.ground.transparency import views

urlpatterns = [
    path("log/checkpoint", views.checkpoint, name="log_checkpoint"),
    path("log/consistency", views.consistency, name="log_consistency"),
    path("log/proof", views.proof, name="log_proof"),
    path("log/tile/entries/<path:place>", views.entries, name="log_entries"),
    path("log/tile/<int:level>/<path:place>", views.tile, name="log_tile"),
]

pages = [path("log/", views.page, name="log")]
