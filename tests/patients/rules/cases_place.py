"""What the rules about the place treated and about diagnoses answer."""

CASES = []
