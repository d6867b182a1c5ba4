"""Ridge regression on standardised columns."""

from dataclasses import dataclass

import numpy as np

from fashionistar.measurements.estimation.arrays import Floats


@dataclass(frozen=True, slots=True)
class Ridge:
    """A fitted regression: `columns @ weights + intercept`.

    Attributes:
        weights: shape (columns,) or (columns, targets).
        intercept: shape () or (targets,).
    """

    weights: Floats
    intercept: Floats

    def __call__(self, columns: Floats) -> Floats:
        """Predict, shape (rows,) or (rows, targets)."""
        predicted: Floats = columns @ self.weights + self.intercept
        return predicted


def fit_ridge(columns: Floats, targets: Floats, penalty: float) -> Ridge:
    """Fit, each column weighing by its standard deviation, the intercept free.

    Args:
        columns: shape (rows, columns).
        targets: shape (rows,) or (rows, targets).
        penalty: what a squared weight of a standardised column costs.
    """
    middle, scale = columns.mean(axis=0), columns.std(axis=0) + 1e-12
    standard = (columns - middle) / scale
    gram = standard.T @ standard + penalty * np.eye(columns.shape[1])
    solved = np.linalg.solve(gram, standard.T @ (targets - targets.mean(axis=0)))
    weights: Floats = (solved.T / scale).T
    return Ridge(weights, np.asarray(targets.mean(axis=0) - middle @ weights))


def left_out_errors(columns: Floats, targets: Floats, penalty: float) -> Floats:
    """The error of each row when the regression is fitted without it, shape (rows,)."""
    rows = np.arange(len(targets))
    return np.array(
        [
            float(fit_ridge(columns[rows != row], targets[rows != row], penalty)(columns[row])) - targets[row]
            for row in rows
        ]
    )
