"""Files on their way into tables: `segflux load`."""
