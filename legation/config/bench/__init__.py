"""Benchmarks: a scratch instance with its real processes, a load on its real interfaces, and a check of every result.

One module per bench, each with run(arguments) -> exit status; the other modules are what benches share.
"""
