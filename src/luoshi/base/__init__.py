"""Floor 1: errors, findings, numerals, quantities, years. Standard library only."""
