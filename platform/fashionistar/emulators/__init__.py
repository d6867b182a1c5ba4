"""Emulators of the outside world for development and tests: real servers that speak as the real hosts do."""
