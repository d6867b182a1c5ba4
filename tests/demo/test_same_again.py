"""The same words always give the same demo, whatever machine and process makes it."""

import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256

from fashionistar.demo import plans
from fashionistar.demo.textiles.pictures import encoded
from fashionistar.products.models import Product
from tests.house.tree import ROOT

_FINGERPRINT = """
import django; django.setup()
from hashlib import sha256
from fashionistar.demo import plans
from fashionistar.demo.textiles.pictures import encoded
wanted = list(plans.pictures())[::40]
print(sha256(repr([encoded(picture, (320, 96)) for picture in wanted]).encode()).hexdigest())
print(sha256(repr((plans.curated(), plans.multiplied(777))).encode()).hexdigest())
"""


def _hash(what: object) -> str:
    return sha256(repr(what).encode()).hexdigest()


def test_another_process_draws_the_same_bytes_and_plans_the_same_rows() -> None:
    paths = os.pathsep.join([str(ROOT / "platform"), str(ROOT)])
    environment = os.environ | {"PYTHONPATH": paths, "PYTHONHASHSEED": "7"}
    ran = subprocess.run(
        [sys.executable, "-c", _FINGERPRINT], env=environment, capture_output=True, text=True, check=True
    )
    pictures = [encoded(picture, (320, 96)) for picture in list(plans.pictures())[::40]]
    assert ran.stdout.split() == [_hash(pictures), _hash((plans.curated(), plans.multiplied(777)))]


def test_no_two_pictures_share_a_file() -> None:
    files = [picture.file for picture in plans.pictures()]
    assert len(set(files)) == len(files) >= 150
    assert {media.file for plan in plans.curated() for media in plan.media} == set(files)


def test_rows_follow_from_the_plans_alone(seed: Callable[..., list[str]]) -> None:
    seed()
    planned = {(plan.slug, plan.name, plan.published_at) for plan in plans.curated()}
    assert set(Product.objects.values_list("slug", "name", "published_at")) == planned
