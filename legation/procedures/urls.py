from django.urls import include, path

from legation.procedures import (
    account,
    answer_views,
    checklist_views,
    data_views,
    desk,
    fee_views,
    list_views,
    passports,
    requests_desk,
    services_views,
    signature_views,
    status_views,
    subjects_views,
    summary_views,
    views,
    visit_views,
    ways,
)

# what is common is looked at once: a request for a page tries every address before its own
_application = [
    path("", status_views.application, name="application"),
    path("persons/", subjects_views.subjects, name="subjects"),
    path("persons/add/", subjects_views.subject_add, name="subject_add"),
    path("persons/remove/", subjects_views.subject_remove, name="subject_remove"),
    path("list/", list_views.subject_list, name="subject_list"),
    path("list/template/", list_views.list_template, name="list_template"),
    path("list/faults/", list_views.list_faults, name="list_faults"),
    path("summary/", summary_views.summary, name="summary"),
    path("signatures/<slug:signature>/", signature_views.ask, name="ask_signature"),
    path("fee/", fee_views.fee, name="fee"),
    path("paid/", fee_views.back_from_payment, name="paid"),
    path("withdraw/", status_views.withdraw, name="withdraw"),
    path("picture/<slug:field>/", status_views.picture, name="picture"),
    path("document/", status_views.document, name="document"),
    path("data/", data_views.data, name="application_data"),
    path("data/export/", data_views.application_export, name="application_export"),
    path("visit/", visit_views.visit, name="visit"),
    path("ways/", ways.application_ways, name="application_ways"),
    path("ways/phone/", ways.add_phone, name="application_phone"),
    path("ways/device/", ways.application_device, name="application_device"),
    path("do/answer/", answer_views.answer_asked, name="answer_asked"),
    path("do/correct/", answer_views.correct_own, name="correct_own"),
    path("do/appeal/", answer_views.appeal_refusal, name="appeal_refusal"),
    path("do/pay/", answer_views.pay_difference, name="pay_difference"),
    path("<slug:page>/", views.page, name="page"),
    path("<slug:page>/passport/", passports.read_passport, name="passport"),
]
_sign = [
    path("", signature_views.sign, name="sign"),
    path("<slug:digest>/", signature_views.sign_read, name="sign_read"),
    path("<slug:digest>/picture/<slug:field>/", signature_views.sign_picture, name="sign_picture"),
]
_desk = [
    path("", desk.queue, name="desk"),
    path("find/", desk.find, name="desk_find"),
    path("requests/", requests_desk.data_requests, name="data_requests"),
    path("requests/<int:pk>/", requests_desk.answer_data_request, name="data_request_answer"),
    path("<str:reference>/", desk.case, name="desk_case"),
    path("<str:reference>/picture/<slug:field>/", desk.picture, name="desk_picture"),
    path("<str:reference>/<slug:verb>/", desk.decide, name="desk_decide"),
]
_account = [
    path("", account.account, name="account"),
    path("ways/", ways.account_ways, name="account_ways"),
    path("ways/device/", ways.account_device, name="account_device"),
    path("export/", account.account_export, name="account_export"),
    path("erase/", account.account_erase, name="account_erase"),
    path("applications/<str:reference>/", account.open_application, name="account_open"),
]
urlpatterns = [
    path("application/<str:token>/", include(_application)),
    path("sign/<str:token>/", include(_sign)),
    path("services/", services_views.services, name="services"),
    path("checklist/", checklist_views.papers, name="checklist"),
    path("procedures/<slug:procedure>/", views.about, name="procedure"),
    path("status/", status_views.status, name="status"),
    path("reminders/stop/<str:token>/", ways.stop_reminders, name="stop_reminders"),
    path("account/", include(_account)),
    path("desk/", include(_desk)),
]
