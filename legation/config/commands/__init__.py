"""One module per command of `legation`; each has run(arguments) -> exit status."""
