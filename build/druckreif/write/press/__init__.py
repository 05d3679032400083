"""Files for printers: the interior on a service's page, the cover wrap, colours as ink, the standards of PDF/X."""
