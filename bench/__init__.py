"""Benchmarks: ratios of times taken side by side; `make bench`."""
