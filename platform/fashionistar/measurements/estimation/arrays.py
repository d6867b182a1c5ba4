"""The one kind of array that the core computes with."""

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
