"""The electoral roll of nationals abroad: who stands on it, its close, its inspection, its numbered extract."""
