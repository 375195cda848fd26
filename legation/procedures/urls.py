from django.urls import path

from legation.procedures import account, data_views, desk, fee_views, passports, requests_desk, status_views, views

urlpatterns = [
    path("procedures/<slug:procedure>/", views.about, name="procedure"),
    path("application/<str:token>/", status_views.application, name="application"),
    path("application/<str:token>/summary/", views.summary, name="summary"),
    path("application/<str:token>/fee/", fee_views.fee, name="fee"),
    path("application/<str:token>/paid/", fee_views.back_from_payment, name="paid"),
    path("application/<str:token>/withdraw/", status_views.withdraw, name="withdraw"),
    path("application/<str:token>/picture/<slug:field>/", status_views.picture, name="picture"),
    path("application/<str:token>/document/", status_views.document, name="document"),
    path("application/<str:token>/data/", data_views.data, name="application_data"),
    path("application/<str:token>/data/export/", data_views.application_export, name="application_export"),
    path("application/<str:token>/<slug:page>/", views.page, name="page"),
    path("application/<str:token>/<slug:page>/passport/", passports.read_passport, name="passport"),
    path("status/", status_views.status, name="status"),
    path("account/", account.account, name="account"),
    path("account/export/", account.account_export, name="account_export"),
    path("account/erase/", account.account_erase, name="account_erase"),
    path("account/applications/<str:reference>/", account.open_application, name="account_open"),
    path("desk/", desk.queue, name="desk"),
    path("desk/find/", desk.find, name="desk_find"),
    path("desk/requests/", requests_desk.data_requests, name="data_requests"),
    path("desk/requests/<int:pk>/", requests_desk.answer_data_request, name="data_request_answer"),
    path("desk/<str:reference>/", desk.case, name="desk_case"),
    path("desk/<str:reference>/picture/<slug:field>/", desk.picture, name="desk_picture"),
    path("desk/<str:reference>/<slug:verb>/", desk.decide, name="desk_decide"),
]
