"""Rules about how code becomes images: pipelines and builds."""
