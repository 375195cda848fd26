"""The places that print, each behind one interface."""
