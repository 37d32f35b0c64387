"""The watch over private words: two towns, what is secret and to whom, and everything that anybody sees."""
