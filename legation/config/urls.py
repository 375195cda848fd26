"""Every address of the house. Each view behind it says who may open it (ground.posts.policy)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from legation.config import figures, views
from legation.config.api import documentation, tokens_views, v1
from legation.config.entrance import national
from legation.config.network import views as network
from legation.config.shell import views as shell
from legation.documents.urls import machine_urlpatterns
from legation.ground.transparency.urls import pages as log_pages

handler400 = "legation.config.views.bad_request"
handler404 = "legation.config.views.not_found"
handler500 = "legation.config.views.broken"

# what travellers ask for a thousand times a day stands first: addresses are tried in order
urlpatterns = [
    *i18n_patterns(
        path("", include("legation.procedures.urls")),
        path("", include("legation.visa.urls")),
        path("", include("legation.consular.urls")),
        path("", include("legation.consular.mutual_help.urls")),
        path("", include("legation.documents.urls")),
        path("", include("legation.insight.urls")),
        path("", views.home, name="home"),
        path("", include("legation.config.entrance.urls")),
        path("posts/", network.posts, name="posts"),
        path("posts/<slug:post>/", network.post, name="post"),
        path("offline/", shell.offline, name="offline"),
        path("app.webmanifest", shell.manifest, name="app_manifest"),
        path("messages/", views.messages, name="messages"),
        path("messages/<int:pk>/", views.message, name="message"),
        *log_pages,
        path("", include("legation.payments.page_urls")),
        path("", include("legation.appointments.urls")),
        path("", include("legation.payments.till.urls")),
        path("", include("legation.config.administration.urls")),
        path("", include("legation.edge.urls")),
        path("", include("legation.config.head.urls")),
        path("api/", documentation.documentation, name="api_documentation"),
        path("tokens/", tokens_views.own_tokens, name="tokens"),
        path("account/tokens/", tokens_views.citizen_tokens, name="citizen_tokens"),
    ),
    path("worker.js", shell.worker, name="app_worker"),
    path("healthz", views.health, name="health"),
    path("metrics", figures.figures, name="metrics"),
    path("sign-on/back/", national.come_back, name="sign_on_back"),
    path("", include("legation.payments.urls")),
    path("", include("legation.messaging.urls")),
    path("", include("legation.edge.machine_urls")),
    path("", include("legation.ground.transparency.urls")),
    path("", include("legation.documents.trust_urls")),
    path("", include(machine_urlpatterns)),
    path("api/v1/", include((v1.addresses(), "api"), namespace="api")),
]
