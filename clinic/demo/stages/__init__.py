"""How far somebody has come: one function for each stage, which leads a case there."""
