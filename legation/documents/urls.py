from django.urls import path

from legation.documents import views

urlpatterns = [path("verify/", views.verify, name="verify")]
