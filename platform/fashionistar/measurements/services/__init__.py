"""Use-cases of measurements, one file each."""
