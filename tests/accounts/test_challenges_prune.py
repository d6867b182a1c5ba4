"""Challenges are forgotten a day after they expired."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fashionistar.accounts.models import Challenge, ChallengePurpose
from fashionistar.accounts.services.challenges_prune import challenges_prune
from fashionistar.accounts.tasks import prune_challenges


def challenges(*hours_since_expiry: float) -> list[Challenge]:
    """Challenges that expired so long ago."""
    now = timezone.now()
    return Challenge.objects.bulk_create(
        Challenge(purpose=ChallengePurpose.SIGN_IN, address="dami@example.com", expires_at=now - timedelta(hours=hours))
        for hours in hours_since_expiry
    )


@pytest.mark.django_db
def test_challenges_are_forgotten_a_day_after_they_expired() -> None:
    _, _, recent, open_one = challenges(25, 24.1, 23.9, -0.1)
    prune_challenges()
    assert set(Challenge.objects.values_list("pk", flat=True)) == {recent.pk, open_one.pk}


@pytest.mark.django_db
def test_the_oldest_are_forgotten_first_a_few_at_a_time() -> None:
    _, _, youngest = challenges(50, 40, 30)
    now = timezone.now()
    assert [challenges_prune(now=now, limit=2) for _ in range(3)] == [2, 1, 0]
    assert not Challenge.objects.filter(pk=youngest.pk).exists()
