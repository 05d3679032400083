"""The types that every phase speaks: tree, book, facts, editions."""
