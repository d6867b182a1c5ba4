"""Fitting: which size of a garment fits whom.

A shop keeps size charts: for each size the ranges of body measurements that it is cut for, and the ease that it leaves.
A product follows one chart. What a body measures is never known exactly, so a size has a probability; what
buyers say of what arrived moves a garment's ranges (`docs/fitting.md` has the formulas).

Tables: `SizeChart`, `ChartSize`, `SizeRange`, `ProductSizing`, `FitFeedback`, `FitShift`. Use-cases: a file each in
`services/`.
"""
