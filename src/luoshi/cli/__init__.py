"""Floor 8: the command line. Entry: :func:`luoshi.cli.main.main`. One file a command; no computing in here."""

INTERRUPTED = "已中断，没有留下写了一半的文件。"
"""What is said after Ctrl-C, whenever it comes."""

EXIT_INTERRUPTED = 130
