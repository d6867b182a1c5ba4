"""Tests of tailoring."""
