"""`manage.py measurement_reestimate`: estimate bodies anew after the estimator has changed."""

from typing import IO, Any, cast, override

from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fashionistar.measurements.gateway import get_tools
from fashionistar.measurements.selectors import outdated_estimates
from fashionistar.measurements.services.measurement_reestimate import Remade, measurement_reestimate


class Command(BaseCommand):
    """Goes through the newest estimate of each profile, where it was made with other coefficients than today's."""

    help = "Estimate anew what another model estimated. What is done is done: stop it, and run it again to go on."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        """Each by itself, with a bar on a terminal; say what was done."""
        console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True)
        estimator = get_tools().estimator
        waiting = list(outdated_estimates(estimator.model_id).order_by("pk").values_list("pk", flat=True))
        counts = dict.fromkeys(Remade, 0)
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            for estimate_id in progress.track(waiting, description=f"model {estimator.model_id}"):
                made = measurement_reestimate(estimate_id=estimate_id, estimator=estimator, now=timezone.now())
                counts[made] += 1
        said = ", ".join(f"{count} {made.value}" for made, count in counts.items())
        console.print(f"Model {estimator.model_id}: {said}, of {len(waiting)}.")
