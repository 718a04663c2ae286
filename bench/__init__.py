"""Benchmarks of the live path, beside a floor and the usual way: docs/performance.md."""
