"""Use-cases of chat."""
