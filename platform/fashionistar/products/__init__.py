"""Products: the catalogue that shoppers browse.

A vendor's product stands in one category of a tree, may carry a brand, appear in collections, and offers options
(size, colour). What is bought is a variant: one SKU with a price per currency. Pictures come with thumbnails.

Tables: `Category`, `Brand`, `Collection`, `Product`, `ProductOption`, `OptionValue`, `Variant`, `VariantPrice`,
`Media`. Use-cases: `media_add`.
"""
