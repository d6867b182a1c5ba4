"""Tests of estimation."""
