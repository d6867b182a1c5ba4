"""Adapters of chat to what decodes files and looks for viruses in them."""
