"""Tests of the projection: a plain executor as the reference, and operations that both must answer alike."""
