"""The Celery application: the muscle for slow work and the clock for sweeps."""

from celery import Celery

app = Celery("fashionistar")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
