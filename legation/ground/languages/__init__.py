"""The languages of the house: their own names, directions, and how each writes dates, numbers and money."""
