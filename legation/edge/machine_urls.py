from django.urls import path

from legation.edge import endpoints
from legation.edge.line import PACKAGES, PACKS

urlpatterns = [
    path(PACKAGES, endpoints.packages, name="edge_packages"),
    path(PACKS, endpoints.packs, name="edge_packs"),
]
