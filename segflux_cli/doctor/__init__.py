"""What is wrong with a warehouse, told before it hurts; some of it is mended on demand."""
