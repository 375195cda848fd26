from django.urls import path

from legation.payments.till.pages import cards, desk, drawers, looking, mailed, months, rates, sending, taking

urlpatterns = [
    path("till/", desk.desks, name="till"),
    path("till/rates/", rates.rates, name="till_rates"),
    path("till/rates/approve/", rates.approve, name="till_approve"),
    path("till/<slug:post>/", desk.desk, name="till_desk"),
    path("till/<slug:post>/open/", desk.open_drawer, name="till_open"),
    path("till/<slug:post>/safe/", desk.safe, name="till_safe"),
    path("till/<slug:post>/count/", desk.count, name="till_count"),
    path("till/<slug:post>/payment/", taking.payment, name="till_payment"),
    path("till/<slug:post>/find/", looking.find, name="till_find"),
    path("till/<slug:post>/take/", taking.take, name="till_take"),
    path("till/<slug:post>/refunds/<uuid:pk>/", taking.back, name="till_back"),
    path("till/<slug:post>/terminal/", cards.send, name="till_terminal"),
    path("till/<slug:post>/terminal/stop/", cards.stop, name="till_stop"),
    path("till/<slug:post>/transfers/", sending.transfers, name="till_transfers"),
    path("till/<slug:post>/transfers/<int:number>/", sending.arrived, name="till_arrived"),
    path("till/<slug:post>/month/", months.this_month, name="till_this_month"),
    path("till/<slug:post>/month/<slug:month>/", months.month, name="till_month"),
    path("till/<slug:post>/month/<slug:month>/csv/", months.month_csv, name="till_month_csv"),
    path("till/<slug:post>/receipts/<int:year>/<slug:name>/", taking.receipt, name="till_receipt"),
    path("till/<slug:post>/receipts/<int:year>/<slug:name>/mail/", mailed.mail, name="till_receipt_mail"),
    path("receipt/<str:token>/", mailed.own_receipt, name="own_receipt"),
    path("receipt/<str:token>/pdf/", mailed.own_paper, name="own_receipt_pdf"),
    path("till/<slug:post>/drawers/<uuid:pk>/", drawers.drawer, name="till_drawer"),
    path("till/<slug:post>/drawers/<uuid:pk>/close/", drawers.close, name="till_close"),
    path("till/<slug:post>/drawers/<uuid:pk>/reopen/", drawers.reopen, name="till_reopen"),
]
