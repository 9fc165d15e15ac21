"""Points: an append-only double-entry ledger per person and company. Balances are sums. Knows no quiz."""
