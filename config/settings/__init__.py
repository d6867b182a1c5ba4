"""Settings: `base` is shared; `development`, `test` and `production` each say what differs."""
