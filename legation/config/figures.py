"""/metrics: what Prometheus asks for, to be had with the token that lies in the folder of keys."""

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from legation.config import counting
from legation.documents.api import newest_list_at
from legation.ground import metrics
from legation.ground.health.api import breaths
from legation.ground.limits.api import hit
from legation.ground.outbox import looking
from legation.ground.posts.policy import with_token
from legation.web.client import address_of

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_WRONG_TOKENS = 30  # in ten minutes from one address


def token_path() -> Path:
    """Where the token lies; `legation prepare` makes it, and Prometheus reads it as `credentials_file`."""
    return Path(settings.LEGATION_KEYS) / "metrics.token"


class House(Collector):
    """What is looked up when somebody asks: the queue, the lists, signs of life. No table is counted whole."""

    def collect(self) -> Iterator[Metric]:
        now, waiting = datetime.now(UTC), looking.look()
        depth = GaugeMetricFamily("legation_queue_depth", "Effects that wait, by kind, up to 10000", labels=["kind"])
        for kind, count in waiting.kinds.items():
            depth.add_metric([kind], count)
        yield depth
        age = (now - waiting.oldest).total_seconds() if waiting.oldest else 0.0
        yield GaugeMetricFamily("legation_queue_age_seconds", "How long the oldest has been due", value=max(0.0, age))
        yield GaugeMetricFamily("legation_jobs_given_up", "Effects that were given up", value=looking.failed_count())
        ages = GaugeMetricFamily("legation_age_seconds", "Since the last sign of life of a part", labels=["part"])
        moments = {part: row.at for part, row in breaths().items()} | {"lists": newest_list_at()}
        for part, at in moments.items():
            if at is not None:
                ages.add_metric([part], (now - at).total_seconds())
        yield ages


@with_token
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The counts of all processes of this machine, and how the house stands."""
    path = token_path()
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    known = path.read_text().strip() if path.exists() else ""
    if not known or kind.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), known.encode()):
        hit("metrics_token", address_of(request), at=datetime.now(UTC), most=_WRONG_TOKENS, minutes=10)
        answer = HttpResponse("token\n", status=401, content_type="text/plain")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    return HttpResponse(metrics.exposition(counting.folder(), [House()]), content_type=CONTENT_TYPE)
