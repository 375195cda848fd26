"""From the photograph of a passport's data page to its machine readable zone (Doc 9303-4 section 4.2)."""
