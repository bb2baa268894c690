-- Migrations that have run, and the few statements of ctl.

-- migration_list many
-- scan a few rows, read by ctl alone
-- out name str
SELECT name FROM schema_migration ORDER BY name;

-- migration_insert insert
-- in name str
INSERT INTO schema_migration (name, applied_at) VALUES (:name, UTC_TIMESTAMP(6));

-- organisation_insert insert
-- in role str, name str, code str, school_code str?, certificate_code str?, province str?, state str
INSERT INTO organisation (role, name, code, school_code, certificate_code, province, state)
VALUES (:role, :name, :code, :school_code, :certificate_code, COALESCE(:province, '000000'), :state);

-- organisation_by_code one
-- in code str, role str
-- out id i64, name str, state str
SELECT id, name, state FROM organisation WHERE code = :code AND role = :role;
