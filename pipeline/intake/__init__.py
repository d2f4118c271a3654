"""Intake: which files are new and have stopped growing, what they are, what is inside them, and where they go after."""
