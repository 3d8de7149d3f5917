"""What is forbidden: a CrossGuard policy pack that judges resources, whichever program declared them."""
