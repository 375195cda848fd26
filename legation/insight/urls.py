from django.urls import path

from legation.insight import views

urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/file/", views.figures_file, name="figures_file"),
]
