"""`manage.py documents`: make, extend or check a manifest of trusted documents."""

from pathlib import Path
from typing import Any, override

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from graphql import GraphQLError

from schema.lib.manifest import compiled, document_id, read_manifest, vouched, write_manifest
from schema.root import schema


class Command(BaseCommand):
    """Writes or checks a manifest."""

    help = "Put documents into a manifest of trusted documents; with --check only say whether it is good."
    requires_system_checks = ()

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """The manifest, the documents, and what to do."""
        parser.add_argument("manifest", type=Path, help="the JSON file, as GRAPHQL_TRUSTED_DOCUMENTS names it")
        parser.add_argument("sources", type=Path, nargs="*", metavar="file.graphql", help="one document each")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--fresh", action="store_true", help="drop the documents that it holds already")
        how.add_argument(
            "--check", action="store_true", help="fail if it is not good or lacks one of the files, write nothing"
        )

    @override
    def handle(self, *args: Any, manifest: Path, sources: list[Path], fresh: bool, check: bool, **options: Any) -> None:
        """Check or write; what is wrong is said and nothing is written."""
        wanted = {document_id(text): text for text in map(_text, sources)}
        try:
            kept = {} if fresh or not (check or manifest.exists()) else read_manifest(manifest)
            vouched(manifest, kept | wanted, schema._schema)  # noqa: SLF001  (rules need the inner one)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if not check:
            write_manifest(manifest, kept | wanted)
        elif lacking := wanted.keys() - kept.keys():
            raise CommandError(f"{manifest} lacks {', '.join(sorted(lacking))}. Run the command without --check.")
        self.stdout.write(f"{manifest}: {len(kept | wanted)} trusted documents")


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
        compiled(text, schema._schema)  # noqa: SLF001  (rules need the inner one)
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
    except GraphQLError as error:
        raise CommandError(f"{path}: {error.message}") from error
    return text
