"""Messages to people: composed elsewhere, kept, delivered, seen. It knows a reference, never a case."""
