"""Time stamps by RFC 3161 for papers that must last: asking an authority, and a small authority of our own."""
