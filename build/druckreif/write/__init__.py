"""Writers: a book and its facts become bytes."""
