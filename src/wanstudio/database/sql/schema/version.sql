SELECT max(version) AS version FROM schema_versions HAVING max(version) IS NOT NULL
