"""What a policy must be beyond its form: names known, no gap, no overlap, nothing in vain, fees complete."""
