"""The tables of sources as the warehouse has them, and what builds noted of them."""
