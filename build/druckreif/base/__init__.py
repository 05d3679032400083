"""What everything stands on: positions, findings and the one door to the world."""
