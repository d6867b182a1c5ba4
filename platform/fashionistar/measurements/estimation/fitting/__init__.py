"""Fitting: the coefficients from a survey and rendered bodies, and how well they do on people held out.

Nothing here runs in production; `manage.py measurement_fit` and `measurement_report` do it.
"""
