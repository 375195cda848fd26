"""The ways out of the house: each takes a parcel to one address and says what came of it."""
