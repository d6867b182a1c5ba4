"""What every gateway's adapter must do, tried on all of them against their emulators."""
