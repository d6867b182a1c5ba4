"""What the emulators of Flutterwave and Stripe share: state in a file, faults, webhooks that are owed, a server."""
