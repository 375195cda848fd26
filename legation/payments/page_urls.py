from django.urls import path

from legation.payments import accounts

urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/disputes/<uuid:pk>/", accounts.dispute, name="accounts_dispute"),
    path("accounts/disputes/<uuid:pk>/done/", accounts.dispute_done, name="accounts_dispute_done"),
    path("accounts/income.csv", accounts.income, name="accounts_income"),
    path("accounts/refund/", accounts.refund, name="accounts_refund"),
    path("accounts/unmatched/<int:pk>/", accounts.unmatched, name="accounts_unmatched"),
    path("accounts/unmatched/<int:pk>/move/", accounts.move, name="accounts_move"),
    path("accounts/unmatched/<int:pk>/send-back/", accounts.send_back, name="accounts_send_back"),
]
