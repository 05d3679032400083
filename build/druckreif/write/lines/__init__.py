"""Lines and pages of our own: measuring, total fit, page fit, and the markup that WeasyPrint sets as it is."""
