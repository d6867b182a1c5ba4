"""Every address of the platform, and those of the floors that stand behind Django's middleware."""

from django.urls import path

from config.urls import urlpatterns as _platform
from tests.bench import floors

urlpatterns = [
    *_platform,
    path("bench/django/empty/", floors.empty_view),
    path("bench/django/sql/", floors.sql_view),
]
