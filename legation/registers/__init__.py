"""Registers that a ministry keeps: books, entries, marginal notes. Of whom an entry is, it knows a reference."""
