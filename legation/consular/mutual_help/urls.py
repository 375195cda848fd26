from django.urls import path

from legation.consular.mutual_help import views

urlpatterns = [
    path("mutual-help/", views.mutual_help, name="mutual_help"),
    path("mutual-help/<int:pk>/", views.card, name="mutual_help_card"),
    path("account/mutual-help/", views.own_cards, name="mutual_help_own"),
    path("account/mutual-help/<int:pk>/off/", views.take_off, name="mutual_help_off"),
    path("counter/mutual-help/", views.judging, name="mutual_help_judging"),
    path("counter/mutual-help/<int:pk>/", views.judge, name="mutual_help_judge"),
]
