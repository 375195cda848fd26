from django.urls import path

from legation.edge import views

urlpatterns = [
    path("line/", views.line, name="edge_line"),
    path("conflicts/", views.conflicts, name="edge_conflicts"),
    path("conflicts/<int:pk>/", views.conflict, name="edge_conflict"),
]
