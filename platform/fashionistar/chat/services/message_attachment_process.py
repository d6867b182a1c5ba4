"""Look into an uploaded file and make it anew, outside any transaction."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog

from fashionistar.chat import attachment_files
from fashionistar.chat.gateway import FileRefusedError, ScannerUnavailableError, Tools
from fashionistar.chat.models import AttachmentFile, AttachmentKind, AttachmentRejection, FileRole
from fashionistar.chat.services.message_attachment_lease import Leased, message_attachment_lease
from fashionistar.chat.services.message_attachment_settle import Outcome, message_attachment_settle

_log = structlog.get_logger("fashionistar.chat")


def message_attachment_process(*, attachment_id: UUID, tools: Tools, clock: Callable[[], datetime]) -> None:
    """Work on an attachment that is due, and keep what comes of it; what was uploaded goes whatever that is.

    While the scanner is away it is kept, encrypted, and nothing of it is let through.
    """
    leased = message_attachment_lease(attachment_id=attachment_id, now=clock())
    if leased is None:
        return
    outcome = _tried(leased, tools)
    files = _written(outcome, clock)
    settled = message_attachment_settle(leased=leased, outcome=outcome, files=files, now=clock())
    _log.info(
        "attachment tried",
        attachment_id=str(attachment_id),
        settled=settled,
        rejection=outcome.rejection and str(outcome.rejection),
        waits_for_scanner=outcome.waits,
    )


def _tried(leased: Leased, tools: Tools) -> Outcome:
    try:
        content = attachment_files.read(leased.original)
        found = tools.scanner.scan(content)
        if found is not None:
            return Outcome(rejection=AttachmentRejection.INFECTED, signature=found)
        return Outcome(made=tools.reencoder(AttachmentKind(leased.attachment.kind))(content))
    except ScannerUnavailableError as error:
        _log.warning("virus scanner away", error=str(error))
        return Outcome(waits=True)
    except FileRefusedError as refused:
        return Outcome(rejection=refused.reason)
    except Exception as error:  # noqa: BLE001  (whatever it is, what was uploaded must go)
        # The error's own words may hold what was read off the file.
        _log.error("attachment failed", attachment_id=str(leased.attachment.pk), error=type(error).__name__)
        return Outcome(rejection=AttachmentRejection.FAILED)


def _written(outcome: Outcome, clock: Callable[[], datetime]) -> list[AttachmentFile]:
    if outcome.made is None:
        return []
    made = {FileRole.CONTENT: outcome.made.content, FileRole.PREVIEW: outcome.made.preview}
    return [attachment_files.write(found, role, now=clock()) for role, found in made.items() if found is not None]
