"""Files people hand in, read into values of the core: bytes in, values out, nothing fetched or written."""
