from django.urls import path

from legation.documents import views

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/proof/<str:digest>/", views.proof, name="document_proof"),
]
