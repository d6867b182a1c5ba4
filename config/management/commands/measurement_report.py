"""`manage.py measurement_report`: how far off body measurement is, of people and bodies held out."""

from pathlib import Path
from typing import IO, Any, cast, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console

from config.management.measuring import measured_bodies
from fashionistar.measurements.estimation.coefficients import CoefficientsError, committed
from fashionistar.measurements.estimation.fitting.evaluation import hold_out, split_bodies
from fashionistar.measurements.estimation.fitting.report import Goal, goals, goals_table, tables, write_tables
from fashionistar.measurements.estimation.fitting.surveyed import DataError, read_survey
from fashionistar.measurements.estimation.weights import ModelError

_PAGE = settings.ROOT / "docs" / "measurement.md"


class Command(BaseCommand):
    """Fits in rounds, estimates whom a round held out, and writes the tables of docs/measurement.md."""

    requires_system_checks = ()
    help = "Print the goals of body measurement and what is; exits with 1 when one is not met."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Where the data are."""
        parser.add_argument("--ansur", type=Path, required=True, help="the folder with ANSUR II's two CSV files")
        parser.add_argument("--bodies", type=Path, required=True, help="the folder with rendered bodies and truth.json")
        parser.add_argument(
            "--models", type=Path, default=settings.MODELS_DIR, help="where the weights are (MODELS_DIR)"
        )
        parser.add_argument("--page", type=Path, default=_PAGE, help="where the tables go (docs/measurement.md)")

    @override
    def handle(self, *args: Any, ansur: Path, bodies: Path, models: Path, page: Path, **options: Any) -> None:
        """Print the goals, write the tables."""
        console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True, markup=False)
        try:
            people = read_survey(ansur)
            measured, run = measured_bodies(bodies, models, console)
            coefficients = committed()
            with console.status("fitting in rounds"):
                held = hold_out(people, measured)
                splits = split_bodies(measured, coefficients)
            found = goals(held, splits, run)
            write_tables(page, tables(held, splits, found, coefficients))
        except (DataError, ModelError, CoefficientsError, OSError) as error:
            raise CommandError(str(error)) from error
        console.print(goals_table(found))
        console.print(f"Wrote the tables of {page}.")
        self._judge(found)

    def _judge(self, found: list[Goal]) -> None:
        missed = [goal.what for goal in found if not goal.met]
        if missed:
            raise CommandError(f"Not met: {'; '.join(missed)}.")
