"""How long workers may take for attachments, and how often they may fail."""

from datetime import timedelta

#: Longer than the time after which Celery ends a task.
ATTACHMENT_LEASE = timedelta(seconds=150)
ATTACHMENT_TRIES = 3
#: What nobody was woken for, or whose worker is gone, is taken up after so long.
ATTACHMENT_OVERDUE = timedelta(seconds=20)
#: A scanner that is away is asked again after so long, for as long as an attachment waits to be sent.
SCANNER_PAUSE = timedelta(seconds=30)
