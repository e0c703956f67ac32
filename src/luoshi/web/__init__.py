"""The web application (网页应用): what most of a bureau's people see, on the intranet, in a browser.

Entries: :func:`luoshi.web.setup.prepare` makes Django ready for a workspace; :mod:`luoshi.web.ledger.actions` is where
the ledger is changed. Every change is an action: allowed, checked, done in one transaction, logged in a chain
(:mod:`luoshi.web.action`). Who may do what stands in tables (``policy.csv`` of each part, read by
:mod:`luoshi.web.policy`); whose rows somebody sees is said in one place (:mod:`luoshi.web.scope`).
Not here: the rules themselves (``luoshi.progress``), computing (``luoshi.api``), the command line (``luoshi.cli``).
"""
