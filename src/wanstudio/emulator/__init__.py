"""The service for the tests of applications: the same doors, painted at once, doing what it is told."""
