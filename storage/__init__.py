"""The shared store: tables, sessions and one module of queries a feature, over async SQLAlchemy."""
