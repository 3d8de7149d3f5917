"""Rules about who may do what: permissions, trust, keys."""
