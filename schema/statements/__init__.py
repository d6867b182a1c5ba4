"""Statements on the wire, and their files."""
