"""The language on the oldest engine that Segflux supports: `make test-oldest`."""
