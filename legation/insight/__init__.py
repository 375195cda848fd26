"""What the house can see of its own work: figures that steer."""
