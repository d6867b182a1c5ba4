"""What operators' alarms look at, in Prometheus' text format."""

import hmac
from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from fashionistar.kernel import event_log, outbox


class EventsCollector(Collector):
    """The state of delivery, asked of the database when it is scraped."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        found = outbox.backlog(now=timezone.now())
        gauges = {
            "fashionistar_events_lag_seconds": ("Age of the oldest undelivered event.", found.oldest.total_seconds()),
            "fashionistar_events_waiting": ("Events that wait to be delivered.", found.waiting),
            "fashionistar_events_dead": ("Events that were given up; see events_dead.", found.dead),
            "fashionistar_events_position": ("How far the log goes.", event_log.bounds().head),
        }
        for name, (meaning, value) in gauges.items():
            yield GaugeMetricFamily(name, meaning, value=value)


def metrics(*collectors: Collector) -> Callable[[HttpRequest], HttpResponse]:
    """The page of what the collectors say, and of this process."""
    registry = CollectorRegistry()
    for collector in collectors:
        registry.register(collector)
    ProcessCollector(registry=registry)

    def page(request: HttpRequest) -> HttpResponse:
        """Answer a scrape; with `METRICS_TOKEN` set only whoever sends it as a bearer token."""
        expected = f"Bearer {settings.METRICS_TOKEN}"
        if settings.METRICS_TOKEN and not hmac.compare_digest(request.headers.get("Authorization", ""), expected):
            return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
        if not settings.METRICS_TOKEN and not settings.DEBUG:
            return HttpResponse(status=404)
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return page
