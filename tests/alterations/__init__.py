"""Tests of alterations."""
