"""What goes out to the public (公开): the static site and the verification package, from a freeze, without a database.

Entries: ``publishing`` (what may be published), ``site`` (the pages), ``package`` (data that others recompute from).
Not here: reports (:mod:`luoshi.report`), freezing (``luoshi.api``).
"""
