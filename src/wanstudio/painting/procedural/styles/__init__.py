"""The manners a picture can be painted in: how forms are drawn, and what is done to the finished sheet."""
