"""ClickHouse's HTTP protocol over the embedded engine, so that clients of a server can be tested without one.

Each gateway is a process of its own that listens on 127.0.0.1 and needs nothing but Python and `chdb`,
so that it also runs on the oldest engine in an environment of its own.
"""
