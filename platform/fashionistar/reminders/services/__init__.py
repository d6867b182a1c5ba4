"""Use-cases of reminders, one file each."""
