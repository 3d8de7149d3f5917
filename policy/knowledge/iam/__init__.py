"""Policy documents: how they are written, what they allow and to whom."""
