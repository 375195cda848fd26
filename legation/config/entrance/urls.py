from django.urls import path

from legation.config.entrance import citizens, keys, national, staff

urlpatterns = [
    path("sign-in/", staff.sign_in, name="sign_in"),
    path("sign-out/", staff.sign_out, name="sign_out"),
    path("sessions/", staff.sessions, name="sessions"),
    path("sessions/end/", staff.end_sessions, name="end_sessions"),
    path("passkeys/", keys.own_passkeys, name="passkeys"),
    path("account/sign-in/", citizens.sign_in, name="citizen_sign_in"),
    path("account/enter/<str:token>/", citizens.enter, name="citizen_enter"),
    path("account/national/", national.leave, name="sign_on"),
    path("account/passkeys/", keys.citizen_passkeys, name="citizen_passkeys"),
]
