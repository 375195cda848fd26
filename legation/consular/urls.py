from django.urls import path

from legation.consular import acts, e_register, electoral, registers, scans, views

urlpatterns = [
    path("counter/", views.counter, name="counter"),
    path("counter/person/", views.person, name="counter_person"),
    path("counter/person/begin/", views.begin, name="counter_begin"),
    path("counter/person/done/", views.done, name="counter_done"),
    path("electoral/", electoral.overview, name="electoral"),
    path("electoral/<slug:place>/", electoral.post, name="electoral_post"),
    path("electoral/<slug:place>/<int:year>/<int:number>/", electoral.entry, name="electoral_entry"),
    path("electoral/<slug:place>/<slug:vote>/", electoral.vote, name="electoral_vote"),
    path("e-register/", e_register.e_register, name="e_register"),
    path("registers/", registers.all_registers, name="registers"),
    path("registers/<slug:place>/<slug:register>/", registers.register, name="register"),
    path("registers/<slug:place>/<slug:register>/<int:year>/<int:number>/", registers.entry, name="register_entry"),
    path("counter/person/appointment/", acts.receive, name="counter_receive"),
    path("counter/person/handed-over/", acts.hand_over, name="counter_hand_over"),
    path("counter/person/attached/", scans.attach, name="counter_attach"),
    path("counter/person/answer/<str:reference>/", scans.answer, name="counter_answer"),
    path("counter/person/<str:reference>/<str:number>/", acts.paper, name="counter_paper"),
]
