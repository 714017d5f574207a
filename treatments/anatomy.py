def describe(side: str, place: str) -> str:
    return f"{side} {place}"
