"""What `measurement_fit` and `measurement_report` share: rendered bodies, measured with a bar."""

import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fashionistar.measurements.estimation.fitting.rendered import Body, read_bodies
from fashionistar.measurements.estimation.fitting.report import Run
from fashionistar.measurements.estimation.segmenter import load_segmenter


def measured_bodies(folder: Path, models: Path, console: Console) -> tuple[list[Body], Run]:
    """Measure every body of a folder in its photos, and say which were rejected.

    Raises:
        DataError: the folder does not hold rendered bodies.
        ModelError: the weights are not installed.
    """
    segmenter = load_segmenter(models)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("measuring bodies", total=None)
        began = time.process_time()  # of one core, whatever else the machine does
        bodies, refused = read_bodies(
            folder, segmenter, lambda done, all_: progress.update(task, completed=done, total=all_)
        )
        took = time.process_time() - began
    for one in refused:
        console.print(f"Body {one.name} was rejected: {one.why}")
    listed = len(bodies) + len(refused)
    return bodies, Run(len(bodies), listed, took / max(1, listed))
