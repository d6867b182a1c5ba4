"""`manage.py measurement_fit`: fit body measurement again, from a survey and bodies or from tailors' tapes."""

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
from fashionistar.measurements.estimation.fitting.report import change_table, tapes_table
from fashionistar.measurements.estimation.fitting.surveyed import DataError, read_survey
from fashionistar.measurements.estimation.protocols import Mode
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.estimation.weights import ModelError
from fashionistar.measurements.gateway import plain_estimator
from fashionistar.measurements.services.measurement_estimator_forget import measurement_estimator_forget
from fashionistar.measurements.services.measurement_estimator_refit import measurement_estimator_refit


class Command(BaseCommand):
    """Fits coefficients, which are committed, or corrections, which are kept in the database; equal data, equal fit."""

    requires_system_checks = ()
    help = (
        "Fit the coefficients of body measurement from a survey and rendered bodies, or what corrects them from the "
        "values that tailors confirmed and corrected; print the errors before and after."
    )

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Where the data are, and where the result goes."""
        parser.add_argument("--ansur", type=Path, help="the folder with ANSUR II's two CSV files")
        parser.add_argument("--bodies", type=Path, help="the folder with rendered bodies and truth.json")
        parser.add_argument(
            "--models", type=Path, default=settings.MODELS_DIR, help="where the weights are (MODELS_DIR)"
        )
        parser.add_argument("--output", type=Path, default=COMMITTED, help="where to write (the committed file)")
        tapes = parser.add_mutually_exclusive_group()
        tapes.add_argument("--corrections", action="store_true", help="fit from tailors' tapes, and apply it")
        tapes.add_argument("--try-corrections", action="store_true", help="the same, but only print what it is worth")
        tapes.add_argument("--forget-corrections", action="store_true", help="apply none any longer")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        """Fit, compare, write."""
        console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True, markup=False)
        if options["forget_corrections"]:
            console.print(f"Forgot {measurement_estimator_forget()} corrections.")
        elif options["corrections"] or options["try_corrections"]:
            _from_tapes(console, install=options["corrections"])
        elif options["ansur"] is None or options["bodies"] is None:
            raise CommandError("give --ansur and --bodies, or --corrections.")
        else:
            _from_survey(console, options["ansur"], options["bodies"], options["models"], options["output"])


def _from_survey(console: Console, ansur: Path, bodies: Path, models: Path, output: Path) -> None:
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


def _from_tapes(console: Console, *, install: bool) -> None:
    plain = plain_estimator()
    found = measurement_estimator_refit(estimator=plain, install=install)
    console.print(
        f"Tailors' tapes against {plain.model_id} without corrections, and with them on shops left out, in cm:"
    )
    console.print(tapes_table(found.learnt))
    if found.lost:
        console.print(f"{found.lost} tapes were left out: nothing usable is left of what was read off those photos.")
    if found.corrections is None:
        raise CommandError("Nothing is applied that was not before: no correction would help people of other shops.")
    if not install:
        console.print(f"It would be model {found.corrections.model_id}. Apply it with --corrections.")
        return
    console.print(
        f"Model {found.corrections.model_id} is at work from the next estimate on. What was estimated before it: "
        "`manage.py measurement_reestimate`."
    )
