"""A manuscript becomes a book folder: readers of formats give a Draft, passes over it propose what is what."""
