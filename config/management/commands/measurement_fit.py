"""`manage.py measurement_fit`: fit the coefficients of body measurement again."""

from pathlib import Path
from typing import IO, Any, cast, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console

from config.management.measuring import measured_bodies
from fashionistar.measurements.estimation.coefficients import COMMITTED, CoefficientsError, committed
from fashionistar.measurements.estimation.fitting.evaluation import body_errors, survey_errors
from fashionistar.measurements.estimation.fitting.fit import CALIBRATED, fit
from fashionistar.measurements.estimation.fitting.photo_fit import offsets
from fashionistar.measurements.estimation.fitting.rendered import TRUTHS
from fashionistar.measurements.estimation.fitting.report import change_table
from fashionistar.measurements.estimation.fitting.surveyed import DataError, read_survey
from fashionistar.measurements.estimation.protocols import Mode
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.estimation.weights import ModelError


class Command(BaseCommand):
    """Fits everything from a survey and rendered bodies; the same data give the same file."""

    requires_system_checks = ()
    help = "Fit the coefficients of body measurement, and print the errors before and after."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Where the data are, and where the coefficients go."""
        parser.add_argument("--ansur", type=Path, required=True, help="the folder with ANSUR II's two CSV files")
        parser.add_argument("--bodies", type=Path, required=True, help="the folder with rendered bodies and truth.json")
        parser.add_argument(
            "--models", type=Path, default=settings.MODELS_DIR, help="where the weights are (MODELS_DIR)"
        )
        parser.add_argument("--output", type=Path, default=COMMITTED, help="where to write (the committed file)")

    @override
    def handle(self, *args: Any, ansur: Path, bodies: Path, models: Path, output: Path, **options: Any) -> None:
        """Fit, compare, write."""
        console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True, markup=False)
        try:
            people = read_survey(ansur)
            measured, _ = measured_bodies(bodies, models, console)
            after = fit(people, measured)
            held, moves = people.between(CALIBRATED, 1), offsets(measured, after.survey)
            before = committed()
        except (DataError, ModelError, CoefficientsError) as error:
            raise CommandError(str(error)) from error
        was, now = (survey_errors(held, each, Mode.FACTS) for each in (before, after))
        console.print(f"Survey, {len(held)} people held out, by height, weight, age and sex:")
        console.print(change_table(was, now, tuple(Term)))
        was, now = (body_errors(measured, each, moves) for each in (before, after))
        console.print(f"Rendered bodies, {len(measured)}, the same that photos are calibrated on:")
        console.print(change_table(was, now, tuple(TRUTHS)))
        output.write_text(after.dumps())
        same = "as before" if after.model_id == before.model_id else f"it was {before.model_id}"
        console.print(f"Wrote {output}: model {after.model_id}, {same}.")
