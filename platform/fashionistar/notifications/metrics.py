"""What operators' alarms look at: whether messages leave the house."""

from collections.abc import Iterator

from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from fashionistar.notifications.selectors import backlogs


class NotificationsCollector(Collector):
    """The state of sending by channel, asked of the database when it is scraped."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        lag = GaugeMetricFamily(
            "fashionistar_notifications_lag_seconds", "Age of the oldest message that waits.", labels=["channel"]
        )
        waiting = GaugeMetricFamily(
            "fashionistar_notifications_waiting", "Messages that wait to be sent.", labels=["channel"]
        )
        lost = GaugeMetricFamily(
            "fashionistar_notifications_lost", "Messages of the last hour that failed or expired.", labels=["channel"]
        )
        for channel, found in backlogs(now=timezone.now()).items():
            lag.add_metric([channel], found.oldest.total_seconds())
            waiting.add_metric([channel], found.waiting)
            lost.add_metric([channel], found.lost)
        yield from (lag, waiting, lost)
