"""Long work (作业): a table in the database, done by a thread of the server one after another."""
