from django.urls import include, path

from legation.config.head import appointments, blanks, hours, notices, offered, overview, staff, windows

_post = [
    path("", overview.post, name="head_post"),
    path("hours/", hours.hours, name="head_hours"),
    path("notices/", notices.notices, name="head_notices"),
    path("services/", offered.services, name="head_services"),
    path("windows/", windows.windows, name="head_windows"),
    path("windows/<slug:code>/", windows.window, name="head_window"),
    path("staff/", staff.staff_, name="head_staff"),
    path("blanks/", blanks.blanks, name="head_blanks"),
    path("blanks/<int:pk>/", blanks.order, name="head_order"),
    path("appointments/", appointments.appointments, name="head_appointments"),
    path("appointments/<str:number>/", appointments.appointment, name="head_appointment"),
]
urlpatterns = [
    path("post/", overview.head, name="head"),
    path("post/<slug:post>/", include(_post)),
]
