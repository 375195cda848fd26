from django.urls import path

from legation.consular import views

urlpatterns = [
    path("counter/", views.counter, name="counter"),
    path("counter/person/", views.person, name="counter_person"),
    path("counter/person/begin/", views.begin, name="counter_begin"),
    path("counter/person/done/", views.done, name="counter_done"),
]
