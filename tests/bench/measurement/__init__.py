"""What does it take to measure a person in two photos: how long, and how much memory?

    uv run poe measurement                            drawn people, ten seconds
    uv run poe measurement --bodies DIR               rendered ones
    uv run poe measurement --people 200

One thread, in a process that has set up Django as the worker does. `ratio` is the time of a person, from two files to
values, by that of the two models alone on the same pictures in the same run. Memory is the process's peak so far; the
largest photos come last. The weights must be installed (`manage.py measurement_models`).
"""
