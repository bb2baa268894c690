-- Migrations that have run.

-- migration_list many
-- scan a few rows, read by ctl alone
-- out name str
SELECT name FROM schema_migration ORDER BY name;

-- migration_insert insert
-- in name str
INSERT INTO schema_migration (name, applied_at) VALUES (:name, UTC_TIMESTAMP(6));
