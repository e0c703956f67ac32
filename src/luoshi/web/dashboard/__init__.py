"""What is red and why (看板), by unit, county and chapter."""
