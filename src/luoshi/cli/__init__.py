"""Floor 8: the command line. Entry: :func:`luoshi.cli.main.main`. One file a command; no computing in here."""
