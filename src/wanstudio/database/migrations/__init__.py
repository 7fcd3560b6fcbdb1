"""The schema's versions, one numbered SQL file each, and the step from any version to the newest."""
