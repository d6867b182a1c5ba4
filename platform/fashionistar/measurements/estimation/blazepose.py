"""BlazePose by LiteRT: a detector finds people, a second model gives 33 landmarks and the silhouette of one of them.

The graphs and their constants are MediaPipe's (Apache-2.0): `pose_detection` and `pose_landmark_full` of its legacy
solution. What the models leave raw is decoded here: anchors, boxes, suppression, regions, heat maps and masks.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image, ImageFilter

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.protocols import Landmark, Pose

#: Sides in pixels of what the two models are fed.
_DETECTOR_SIDE = 224
_LANDMARK_SIDE = 256
#: Strides of the detector's layers; each cell of each layer has two anchors.
_STRIDES = (8, 16, 32, 32, 32)
_LEAST_SCORE = 0.5
_OVERLAP = 0.3
#: Who is smaller than this part of the clearest person passes by in the background.
_NEAR = 0.4
#: What the detector must give a second person once the first is gone from the picture.
_SURE = 0.75
#: The mask from which a pixel is taken out, and the side in pixels of the square of neighbours that go with it.
_FAINT, _EDGE = 40, 3
#: The region is a circle from the hips' middle through the point above the head, and a quarter more.
_REGION_SCALE = 1.25
_LANDMARKS = 33
#: The two auxiliary landmarks that span the region: the hips' middle, and the point above the head.
_CENTRE, _TOP = 33, 34
#: Half the window of a heat map in which a landmark is sought, and how clear the map must be.
_WINDOW = 3


@dataclass(frozen=True, slots=True)
class _Detection:
    """A person: her score and the two points that span her region, in parts of the square."""

    score: float
    centre: Floats
    top: Floats

    @property
    def size(self) -> float:
        """How large she is: from the middle of her hips to the point above her head."""
        return float(np.linalg.norm(self.top - self.centre))


class BlazePose:
    """The default `PoseSegmenter`. Not safe for threads: a worker has one."""

    def __init__(self, detector: Path, landmarker: Path) -> None:
        """Load both models.

        Raises:
            OSError: a file cannot be read.
            ValueError: a file is no model.
        """
        models = detector.read_bytes(), landmarker.read_bytes()
        self.model_id = "blazepose-" + hashlib.sha256(b"".join(models)).hexdigest()[:12]
        # One thread: on shared cores more threads wait for each other far longer than they save.
        self._detector, self._landmarker = (Interpreter(model_content=model, num_threads=1) for model in models)
        self._detector.allocate_tensors()
        self._landmarker.allocate_tensors()
        self._anchors = _anchors()

    def segment(self, image: Image.Image) -> Pose | None:
        """Find the clearest person in an RGB picture; `None` if nobody is there.

        Returns:
            Her landmarks in pixels, her mask in the picture's size, and how many people stand near her.
        """
        square = _squared(image)
        found = self._detect(square)
        if not found:
            return None
        best, side = found[0], max(image.size)
        margin = np.array([side - image.width, side - image.height]) // 2
        region = _region(best.centre * side - margin, best.top * side - margin)
        points, _, _, _ = self._locate(image, region)
        # The landmarks' own alignment points place the region better than the detector's.
        region = _region(points[_CENTRE, :2], points[_TOP, :2])
        points, seen, score, alpha = self._locate(image, region)
        mask = _unwarp(alpha, region, image.size)
        landmarks = tuple(
            Landmark(float(x), float(y), float(v))
            for (x, y), v in zip(points[:_LANDMARKS], seen[:_LANDMARKS], strict=True)
        )
        # The detector is made for one person and often blind to others beside her: it looks again without her.
        hidden = [one for one in self._detect(_without(square, mask)) if one.score >= _SURE]
        others = [sum(one.size >= _NEAR * best.size for one in seen_then) for seen_then in (found[1:], hidden)]
        return Pose(landmarks, mask, min(best.score, score), 1 + max(others))

    def _detect(self, square: Image.Image) -> list[_Detection]:
        """Everybody in a squared picture, the clearest first."""
        outputs = _run(self._detector, np.asarray(square, dtype=np.float64)[None] / 127.5 - 1)
        raw = next(output for output in outputs if output.shape[-1] == 12)[0]
        scores = _sigmoid(next(output for output in outputs if output.shape[-1] == 1)[0, :, 0])
        likely = scores >= _LEAST_SCORE
        points = raw[likely].reshape(-1, 6, 2) / _DETECTOR_SIDE
        points[:, 0] += self._anchors[likely]
        points[:, 2:] += self._anchors[likely, None]
        return _suppress(points, scores[likely])

    def _locate(self, image: Image.Image, region: Sequence[float]) -> tuple[Floats, Floats, float, Floats]:
        """Landmarks in pixels, their visibility, the score, and the mask of a region (256 × 256, 0 to 1)."""
        crop = image.transform(
            (_LANDMARK_SIDE, _LANDMARK_SIDE), Image.Transform.AFFINE, region, Image.Resampling.BILINEAR
        )
        outputs = {output.size: output for output in _run(self._landmarker, np.asarray(crop, np.float64)[None] / 255)}
        raw = outputs[39 * 5].reshape(39, 5)
        points = _refine(raw[:, :2], _sigmoid(outputs[64 * 64 * 39].reshape(64, 64, 39)))
        mask = _sigmoid(outputs[_LANDMARK_SIDE**2].reshape(_LANDMARK_SIDE, _LANDMARK_SIDE))
        turn = np.array(region).reshape(2, 3)
        return points @ turn[:, :2].T + turn[:, 2], _sigmoid(raw[:, 3]), float(outputs[1].item()), mask


def _squared(image: Image.Image) -> Image.Image:
    """A picture in the middle of a black square, at the detector's size."""
    side = max(image.size)
    square = Image.new(image.mode, (side, side))
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return square.resize((_DETECTOR_SIDE, _DETECTOR_SIDE), Image.Resampling.BILINEAR)


def _without(square: Image.Image, mask: Image.Image) -> Image.Image:
    """A squared picture without its person: each row goes on straight behind her, so that no shape of hers is left."""
    hers = np.asarray(_squared(mask).filter(ImageFilter.MaxFilter(_EDGE))) > _FAINT
    pixels, columns = np.array(square), np.arange(_DETECTOR_SIDE)
    for row, gone in zip(pixels, hers, strict=True):
        if gone.any() and not gone.all():
            for channel in range(3):
                row[gone, channel] = np.interp(columns[gone], columns[~gone], row[~gone, channel])
    return Image.fromarray(pixels)


def _run(model: Interpreter, fed: Floats) -> list[Floats]:
    model.set_tensor(model.get_input_details()[0]["index"], fed.astype(np.float32))
    model.invoke()
    return [np.asarray(model.get_tensor(output["index"]), dtype=np.float64) for output in model.get_output_details()]


def _sigmoid(values: Floats) -> Floats:
    clipped = np.clip(values, -60, 60)
    sure: Floats = 1 / (1 + np.exp(-clipped))
    return sure


def _anchors() -> Floats:
    """The middle of each anchor, in parts of the square: 2254 rows of x and y, in the detector's order."""
    centres = []
    for stride in dict.fromkeys(_STRIDES):
        cells = math.ceil(_DETECTOR_SIDE / stride)
        middles = (np.arange(cells) + 0.5) / cells
        x, y = np.meshgrid(middles, middles)
        grid = np.stack([x.ravel(), y.ravel()], axis=1)
        centres.append(np.repeat(grid, 2 * _STRIDES.count(stride), axis=0))
    return np.concatenate(centres)


def _suppress(points: Floats, scores: Floats) -> list[_Detection]:
    """Blend boxes that overlap into one person each, weighted by score, the clearest first."""
    left = np.argsort(-scores)
    corners = np.concatenate([points[:, 0] - points[:, 1] / 2, points[:, 0] + points[:, 1] / 2], axis=1)
    people = []
    while left.size:
        near = _overlaps(corners[left[0]], corners[left]) > _OVERLAP
        near[0] = True
        same, left = left[near], left[~near]
        weights = scores[same] / scores[same].sum()
        blended = np.tensordot(weights, points[same], axes=1)
        people.append(_Detection(float(scores[same[0]]), blended[2], blended[3]))
    return people


def _overlaps(box: Floats, boxes: Floats) -> Floats:
    """How much of their union each of some boxes shares with one: from 0 to 1."""
    low, high = np.maximum(box[:2], boxes[:, :2]), np.minimum(box[2:], boxes[:, 2:])
    shared: Floats = np.prod(np.maximum(high - low, 0), axis=1)
    union = np.prod(box[2:] - box[:2]) + np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) - shared
    shares: Floats = shared / np.maximum(union, 1e-9)
    return shares


def _region(centre: Floats, top: Floats) -> tuple[float, ...]:
    """The six numbers of the affine map from a 256-pixel crop, in which the person stands upright, to the picture."""
    across, down = float(top[0] - centre[0]), float(top[1] - centre[1])
    scale = 2 * math.hypot(across, down) * _REGION_SCALE / _LANDMARK_SIDE
    angle = math.pi / 2 - math.atan2(-down, across)
    cos, sin, half = scale * math.cos(angle), scale * math.sin(angle), _LANDMARK_SIDE / 2
    return (
        cos, -sin, float(centre[0]) - half * (cos - sin),
        sin, cos, float(centre[1]) - half * (sin + cos),
    )  # fmt: skip


def _refine(points: Floats, heat: Floats) -> Floats:
    """Move each landmark to the middle of the heat around it, where its map is clear. All in pixels of the crop."""
    step = _LANDMARK_SIDE / heat.shape[0]
    refined = points.copy()
    for number, (x, y) in enumerate(points / step):
        column, row = int(x), int(y)
        if not (0 <= column < heat.shape[1] and 0 <= row < heat.shape[0]):
            continue
        rows = slice(max(0, row - _WINDOW), row + _WINDOW + 1)
        columns = slice(max(0, column - _WINDOW), column + _WINDOW + 1)
        window = heat[rows, columns, number]
        if window.max() >= _LEAST_SCORE:
            down, across = np.mgrid[rows, columns][:, : window.shape[0], : window.shape[1]]
            refined[number] = step * np.array([(window * across).sum(), (window * down).sum()]) / window.sum()
    return refined


def _unwarp(alpha: Floats, region: tuple[float, ...], size: tuple[int, int]) -> Image.Image:
    """The mask of a region, laid back over a picture of some size."""
    a, b, c, d, e, f = region
    area = a * e - b * d
    back = e / area, -b / area, (b * f - e * c) / area, -d / area, a / area, (d * c - a * f) / area
    mask = Image.fromarray(np.round(alpha * 255).astype(np.uint8))
    return mask.transform(size, Image.Transform.AFFINE, back, Image.Resampling.BICUBIC)
