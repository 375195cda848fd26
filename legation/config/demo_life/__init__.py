"""A little consular life for a demonstration of Utopia: a few nationals, and what they have asked for."""
