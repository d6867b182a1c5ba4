"""Use-cases of wallets and gift cards, one file each."""
