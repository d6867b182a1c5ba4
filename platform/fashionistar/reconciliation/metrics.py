"""What operators' alarms look at: whether gateways and books agree, and whether anybody has looked."""

from collections.abc import Iterator

from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from fashionistar.reconciliation.selectors import open_counts, reconciled_until


class ReconciliationCollector(Collector):
    """Open differences and the age of the last comparison, asked of the database when it is scraped."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        differing = GaugeMetricFamily(
            "fashionistar_reconciliation_differences_open",
            "Differences between a gateway and the books that nobody has resolved.",
            labels=["gateway", "kind"],
        )
        age = GaugeMetricFamily(
            "fashionistar_reconciliation_age_seconds",
            "How long ago the last day ended that was compared whole.",
            labels=["gateway"],
        )
        for (gateway, kind), count in open_counts().items():
            differing.add_metric([gateway, kind], count)
        now = timezone.now()
        for gateway, until in reconciled_until().items():
            age.add_metric([gateway], (now - until).total_seconds())
        yield from (differing, age)
