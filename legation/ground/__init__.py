"""What every department stands on: errors, audit, secrets, files, languages, people, posts."""
