"""Use-cases of offers."""
