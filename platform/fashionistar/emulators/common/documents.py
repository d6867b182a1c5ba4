"""An emulator's state: JSON documents of several kinds in one SQLite file, in the order in which they were made."""

import json
import sqlite3
from pathlib import Path

type Document = dict[str, object]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (kind, name)
) STRICT
"""


class Documents:
    """Access to the file. `with documents.together:` commits everything inside together."""

    def __init__(self, file: Path) -> None:
        """Open the file, making its table where it is missing."""
        self.together = sqlite3.connect(file, check_same_thread=False)
        self.together.execute("PRAGMA journal_mode = WAL")
        self.together.execute(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self.together.close()

    def put(self, kind: str, name: str, content: Document) -> Document:
        """Keep a document, in its old place if it was there."""
        self.together.execute(
            "INSERT INTO documents (kind, name, content) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, name) DO UPDATE SET content = excluded.content",
            (kind, name, json.dumps(content)),
        )
        return content

    def get(self, kind: str, name: str) -> Document | None:
        """Find a document."""
        row = self.together.execute(
            "SELECT content FROM documents WHERE kind = ? AND name = ?", (kind, name)
        ).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind: str) -> list[Document]:
        """Every document of a kind, oldest first."""
        rows = self.together.execute("SELECT content FROM documents WHERE kind = ? ORDER BY number", (kind,))
        return [json.loads(row[0]) for row in rows]

    def next_number(self) -> int:
        """A number that no document had before."""
        row = self.together.execute("SELECT coalesce(max(number), 0) + 1 FROM documents").fetchone()
        return int(row[0])
