-- 0000_schema_migration: which migrations have run. The only file that runs each time.
CREATE TABLE IF NOT EXISTS schema_migration (
	name VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
	applied_at DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
