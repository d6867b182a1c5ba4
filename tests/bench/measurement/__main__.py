"""`python -m tests.bench.measurement`: see the package."""

import argparse
import importlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median

import django
from PIL import Image
from rich.table import Table

from tests.bench.progress import Teller
from tests.bench.servers import ROOT

_MOST_SECONDS, _MOST_MEGABYTES = 1.0, 400
#: Nearly the largest photos that are taken: megapixels, and how Pillow writes them.
_LARGEST = {
    "JPEG": (50.0, "format='JPEG'"),
    "progressive JPEG": (19.9, "format='JPEG', progressive=True"),
    "PNG": (19.9, "format='PNG', compress_level=1"),
}
#: They are made by another program, for making one takes more memory than reading it.
_ENLARGE = """
import sys
from PIL import Image
small = Image.open(sys.argv[1]).convert("RGB")
times = ({megapixels} * 1e6 / (small.width * small.height)) ** 0.5
small.resize((int(small.width * times), int(small.height * times))).save(sys.argv[2], {how})
"""
_ESTIMATION = "fashionistar.measurements.estimation."
_MODULES = ("photographs", "protocols", "segmenter", "estimator")

type Photos = tuple[bytes, bytes]


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench.measurement", description="Measure measuring people.")
    parser.add_argument("--bodies", type=Path, help="a folder of rendered bodies; drawn ones without it")
    parser.add_argument("--people", type=int, default=40, help="how many people (40)")
    return parser.parse_args()


def _peak() -> float:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _photos(folder: Path | None) -> list[Photos]:
    if folder:
        fronts = sorted(folder.glob("*_front_rgb.png"))
        return [(one.read_bytes(), one.with_name(one.name.replace("front", "side")).read_bytes()) for one in fronts]
    drawn = importlib.import_module("tests.measurements.estimation.drawn")
    view = importlib.import_module(f"{_ESTIMATION}protocols").View
    bodies = [drawn.Drawn(waist=0.15 + 0.01 * number) for number in range(5)]
    return [(drawn.encoded(drawn.painted(b, view.FRONT)), drawn.encoded(drawn.painted(b, view.SIDE))) for b in bodies]


def _enlarged(photos: Photos) -> Iterator[tuple[str, Photos]]:
    """The photos at nearly the most pixels that are taken, in every way that they may be written."""
    with tempfile.TemporaryDirectory() as folder:
        small, made = Path(folder, "small"), Path(folder, "made")
        for kind, (megapixels, how) in _LARGEST.items():
            code, large = _ENLARGE.format(megapixels=megapixels, how=how), []
            for photo in photos:
                small.write_bytes(photo)
                subprocess.run([sys.executable, "-c", code, str(small), str(made)], check=True)
                large.append(made.read_bytes())
            yield f"two {kind} of {megapixels:g} megapixels", (large[0], large[1])


def _timed(run: Callable[[Photos], object], people: Sequence[Photos], step: Callable[[str], None]) -> list[float]:
    took = []
    for photos in people:
        began = time.perf_counter()
        run(photos)
        took.append(time.perf_counter() - began)
        step(f"{took[-1] * 1000:.0f} ms")
    return took


def _bench(options: argparse.Namespace, teller: Teller) -> bool:
    people = _photos(options.bodies)
    people = [people[number % len(people)] for number in range(options.people)]
    memory = {"Django": _peak()}
    parts = [
        importlib.import_module(_ESTIMATION + name) for name in ("photographs", "protocols", "segmenter", "estimator")
    ]
    photographs, protocols = parts[:2]
    segmenter = parts[2].load_segmenter(importlib.import_module("django.conf").settings.MODELS_DIR)
    estimator = parts[3].SurveyEstimator()
    memory["with the models"] = _peak()
    facts = protocols.PersonFacts(protocols.Sex.UNSTATED, 178, 66, 30)

    def whole(photos: Photos) -> object:
        return estimator.estimate(facts, photographs.measure_photos(segmenter, *photos))

    def models(photos: Photos) -> object:
        return [segmenter.segment(Image.open(BytesIO(photo)).convert("RGB")) for photo in photos]

    whole(people[0])
    with teller.counting("measuring", 2 * len(people)) as step:
        alone, took = _timed(models, people, step), _timed(whole, people, step)
    memory[f"after {len(people)} people"] = _peak()
    for kind, large in _enlarged(people[0]):
        whole(large)
        memory[f"after {kind}"] = _peak()
    _show(teller, took, alone, memory)
    return median(took) < _MOST_SECONDS and max(memory.values()) < _MOST_MEGABYTES


def _show(teller: Teller, took: Sequence[float], alone: Sequence[float], memory: Mapping[str, float]) -> None:
    table = Table("what", "is", "at most")
    table.add_row("seconds for a person, median", f"{median(took):.3f}", f"{_MOST_SECONDS:g}")
    table.add_row("seconds for a person, longest", f"{max(took):.3f}", "")
    table.add_row("the models alone, median", f"{median(alone):.3f}", "")
    table.add_row("ratio", f"{median(took) / median(alone):.2f}", "")
    for when, megabytes in memory.items():
        table.add_row(f"peak memory, {when}, MB", f"{megabytes:.0f}", f"{_MOST_MEGABYTES}")
    teller.console.print(table)


def _main() -> int:
    options, teller = _parsed(), Teller()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    # Nothing here speaks to them; the settings only want to know where they are.
    os.environ |= {"DATABASE_URL": "postgresql://nobody@127.0.0.1/nothing", "REDIS_URL": "redis://127.0.0.1:1"}
    sys.path.insert(0, str(ROOT / "platform"))
    django.setup()
    return 0 if _bench(options, teller) else 1


if __name__ == "__main__":
    sys.exit(_main())
