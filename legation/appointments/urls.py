from django.urls import include, path

from legation.appointments import officers, public, views

_own = [
    path("", views.appointment, name="appointment"),
    path("confirm/", views.appointment_confirm, name="appointment_confirm"),
    path("cancel/", views.appointment_cancel, name="appointment_cancel"),
    path("move/", views.appointment_move, name="appointment_move"),
    path("appointment.ics", views.appointment_calendar, name="appointment_calendar"),
    path("code.svg", views.appointment_code, name="appointment_code"),
]
urlpatterns = [
    path("appointment/<str:token>/", include(_own)),
    path("appointments/", public.appointments, name="appointments"),
    path("appointments/draws/<str:code>.json", public.appointment_draw, name="appointment_draw"),
    path("appointments/<str:post>/display/", public.appointments_display, name="appointments_display"),
    path("appointments/<str:post>/kiosk/", public.appointments_kiosk, name="appointments_kiosk"),
    path("appointments/<str:post>/<slug:service>/", public.appointments_at, name="appointments_at"),
    path("visits/", officers.visits, name="visits"),
    path("visits/next/", officers.visits_next, name="visits_next"),
    path("visits/arrive/", officers.visits_arrive, name="visits_arrive"),
    path("visits/<int:pk>/", officers.visits_serve, name="visits_serve"),
    path("visits/<str:number>/missed/", officers.visits_missed, name="visits_missed"),
]
