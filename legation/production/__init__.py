"""Where passports are printed: the personalisation file that goes there, what comes back, and the stock of blanks."""
