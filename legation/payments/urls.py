from django.urls import path

from legation.payments import endpoints

urlpatterns = [path("payments/webhook/<slug:provider>/", endpoints.webhook, name="payments_webhook")]
