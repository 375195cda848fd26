"""Addresses for programs: the same in every language."""

from django.urls import path

from legation.documents import views

urlpatterns = [path("trust/root.crl", views.root_crl, name="root_crl")]
