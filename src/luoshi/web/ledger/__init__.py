"""The ledger (台账) in the database: entries of tasks and projects with row versions, and every change to them."""
