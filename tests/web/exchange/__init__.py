"""Excel and imports of the ledger in the browser."""
