"""Web push: what is said is read by the browser alone (RFC 8291), and comes from us (RFC 8292)."""
