"""Simulated Discord: a gateway and a REST API at a local address, as strict as the real ones."""
