"""Changes of the tables of this part."""
