"""The commands of `segflux identity`."""
