from django.urls import path

from legation.config.administration import invitation, nodes_views, people_views, programs_views, views

urlpatterns = [
    path("administration/", views.overview, name="administration"),
    path("administration/people/", people_views.people, name="administration_people"),
    path("administration/people/<int:pk>/", people_views.person, name="administration_person"),
    path("administration/posts/", views.posts, name="administration_posts"),
    path("administration/nodes/", nodes_views.nodes, name="administration_nodes"),
    path("administration/keys/", views.keys, name="administration_keys"),
    path("administration/services/", views.services, name="administration_services"),
    path("administration/queue/", views.queue, name="administration_queue"),
    path("administration/programs/", programs_views.programs, name="administration_programs"),
    path("administration/programs/<int:pk>/", programs_views.program, name="administration_program"),
    path("administration/requests/<int:pk>/token/", programs_views.make_token, name="administration_token"),
    path("administration/requests/", views.requests, name="administration_requests"),
    path("administration/requests/<int:pk>/", views.request_, name="administration_request"),
    path("administration/requests/<int:pk>/export/", views.export, name="administration_export"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
]
