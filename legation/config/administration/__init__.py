"""Running the house: the administrators' screen, and what it may do. Django's own admin is not used."""
