"""Fashionistar."""
