"""The screen of a head of post: their own post, as visitors find it and as its people work at it."""
