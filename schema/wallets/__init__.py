"""Wallets, gift cards and tenders on the wire."""
