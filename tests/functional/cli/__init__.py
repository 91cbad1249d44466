"""The command line on the demo, built once for all of them."""
