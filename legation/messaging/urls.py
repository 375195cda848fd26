from django.urls import path

from legation.messaging import endpoints

urlpatterns = [path("messages/receipts/sms/webhook/", endpoints.receipt, name="sms_receipt")]
