"""Where finished pictures lie, and the links that lead to them."""
