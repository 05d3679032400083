"""What an editor needs beside the build: what is installed, and a book to begin with."""
