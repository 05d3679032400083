"""The editor's desk in the browser: a book as it is being written, laid out again after each save.

On loopback alone, for one editor; it reads the book folder and writes nothing.
"""
