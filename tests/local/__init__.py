"""`manage.py up`, run for real."""
