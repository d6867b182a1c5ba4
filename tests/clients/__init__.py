"""The npm packages that clients use, against the platform."""
