"""States and nationalities: codes in passports, names in the reader's language and order, the search in them."""
