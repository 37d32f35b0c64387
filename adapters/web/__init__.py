"""What browsers and scrapers see: the sandbox page, health and metrics."""
