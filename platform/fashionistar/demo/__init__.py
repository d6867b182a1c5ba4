"""Demo: a curated catalogue, its pictures and its accounts, for development and measurements.

Twelve shops in eight countries, 150 products and 600 variants are written down in `data/`; every other detail (stock,
dates, cloth) follows from them, so that two runs make the same catalogue. `catalogue` writes it, `scale` multiplies it
for benchmarks, `accounts` makes the people, and `textiles` draws the pictures.
"""
