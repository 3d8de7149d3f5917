"""Whatever the settings accept lies within what AWS documents for the parameters it ends in."""
