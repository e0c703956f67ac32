"""Changes of the tables of task supervision."""
