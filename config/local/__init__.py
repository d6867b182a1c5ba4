"""The local platform: `manage.py up` starts real servers and every process of ours, watches them and stops them.

`runner` goes from the first check to the last stop; `stack` tells what starts after what; `postgres` and `valkey` are
the embedded servers, `services` our own processes; `supervisor` keeps them running; `datadir` is what stays on disk
between runs, and `reaper` ends what a killed run leaves running. Development and tests only.
"""
