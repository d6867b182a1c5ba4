"""`manage.py seed`: the demo catalogue with its pictures and accounts; on demand, a benchmark-size one."""

from typing import IO, Any, cast, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fashionistar.demo import accounts, catalogue, gallery, plans

_MOST = 9_999_999


class Command(BaseCommand):
    """Writes what is not there yet."""

    help = "Write the demo catalogue, its pictures and accounts, unless they are there."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """How large the catalogue shall be."""
        parser.add_argument(
            "--products",
            type=int,
            default=0,
            metavar="N",
            help="a catalogue for measurements: copies of the curated products until there are N in all",
        )
        parser.add_argument(
            "--no-accounts", action="store_true", help="write no demo accounts; this is allowed with DEBUG off, too"
        )
        parser.add_argument(
            "--draw-later",
            action="store_true",
            help="draw no pictures: each is drawn when first asked for, with DEBUG on",
        )

    @override
    def handle(
        self, *args: Any, products: int = 0, no_accounts: bool = False, draw_later: bool = False, **options: Any
    ) -> None:
        """Write what is missing; say what was done."""
        if not (settings.DEBUG or no_accounts):
            raise CommandError(
                "seed creates accounts with a password that everybody knows, so it runs only with DEBUG on:"
                " use config.settings.development on a database of your own,"
                " or `seed --no-accounts` for the catalogue alone. Nothing was written."
            )
        curated = len(plans.curated())
        if products and not curated <= products <= _MOST:
            raise CommandError(f"--products takes a number from {curated} (the curated catalogue) to {_MOST}.")
        console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True)
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            done = [] if draw_later else self._draw(progress)
            done += self._write(progress, products, with_accounts=not no_accounts)
            if done:
                catalogue.analyze()
        for line in done or ["The demo is already there; nothing was changed."]:
            console.print(line)

    def _draw(self, progress: Progress) -> list[str]:
        wanted = gallery.missing_pictures()
        if not wanted:
            return []
        drawing = progress.add_task("drawing pictures", total=len(wanted))
        gallery.draw(wanted, lambda count: progress.advance(drawing, count))
        return [f"Drew {len(wanted)} pictures."]

    def _write(self, progress: Progress, products: int, *, with_accounts: bool) -> list[str]:
        done = []
        if not catalogue.is_written():
            self._write_curated()
            done.append(f"Wrote the demo catalogue: {len(plans.curated())} products.")
        if with_accounts and (people := accounts.write_accounts()):
            done.append(f"Created {people} demo accounts at {accounts.DOMAIN}, password {accounts.PASSWORD}.")
        if products and (missing := products - catalogue.last_number()) > 0:
            writing = progress.add_task("writing products", total=missing)
            added = catalogue.multiply(products, lambda count: progress.advance(writing, count))
            done.append(f"Added {added} products for measurements: {products} in all.")
        return done

    def _write_curated(self) -> None:
        try:
            catalogue.write_curated()
        except IntegrityError as error:
            raise CommandError(
                "The database has rows under the demo's names, so that the demo cannot be written beside them:"
                f" use an empty database. ({str(error).splitlines()[0]})"
            ) from error
