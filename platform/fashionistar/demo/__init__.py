"""Demo: a curated catalogue, its pictures and its accounts, for development and measurements.

Twelve shops in eight countries, 150 products and 600 variants are written down in `data/`; every other detail (stock,
dates, cloth) follows from them, so that two runs make the same catalogue. `texts` reads it, `plans` works
out every row, `catalogue` writes the rows and multiplies them for benchmarks, `gallery` stores the pictures that
`textiles` draws, `accounts` makes the people, `bodies` says whom what fits.
"""
