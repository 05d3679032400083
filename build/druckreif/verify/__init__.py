"""Checks of finished files, with other libraries than those that wrote them."""
