"""Names: which words of a comment are the name of a school."""
