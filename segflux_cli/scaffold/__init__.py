"""New projects: what `segflux init` and `segflux demo` write into a folder."""
