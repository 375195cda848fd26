from django.urls import path

from legation.visa import views

urlpatterns = [
    path("visa/", views.need_a_visa, name="visa"),
    path("visa/apply/", views.apply, name="visa_apply"),
]
