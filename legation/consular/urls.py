from django.urls import path

from legation.consular import acts, views

urlpatterns = [
    path("counter/", views.counter, name="counter"),
    path("counter/person/", views.person, name="counter_person"),
    path("counter/person/begin/", views.begin, name="counter_begin"),
    path("counter/person/done/", views.done, name="counter_done"),
    path("counter/person/appointment/", acts.receive, name="counter_receive"),
    path("counter/person/handed-over/", acts.hand_over, name="counter_hand_over"),
    path("counter/person/<str:reference>/<str:number>/", acts.paper, name="counter_paper"),
]
