"""What can be drawn, a file for each family; adding a thing touches one of them and its words."""
