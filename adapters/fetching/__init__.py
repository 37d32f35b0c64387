"""Reading what strangers publish: an HTTP client that a hostile server cannot lead astray, and parsers of feeds."""

from adapters.fetching.pages import SafePages

__all__ = ["SafePages"]
