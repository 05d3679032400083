"""druckreif compiles books: structured sources become an EPUB, PDFs and trade metadata."""

__version__ = "0.1.0"
