"""A stand-in for Stripe: the same HTTP, no money, and no card but test cards. A program of its own, like the bank.

It shares the bank's pages, cards, faults and deliveries; its objects are Stripe's (https://docs.stripe.com/api).
"""
