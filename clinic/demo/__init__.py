"""The demo clinic of `seed_demo`: people who do not exist, in every stage of the way.

Everything is written through the actions, with dates relative to the day it is seeded on.
"""
