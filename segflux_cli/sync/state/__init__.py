"""The state of syncs in the warehouse: tables, ledger, the log of runs, plans."""
