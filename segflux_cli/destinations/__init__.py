"""Where members are carried to: one module with one class a kind of destination."""
