"""SQL over one value or one event: operators, filters, paths, moments."""
