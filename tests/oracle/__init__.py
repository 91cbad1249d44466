"""Who belongs to a segment, worked out slowly and plainly from the language document alone.

Nothing here knows Segflux's code: where this and the engine disagree, one of them misread the
document. The numbers in the docstrings (D1 to D19, S0 to S4) are its definitions.
"""
