-- Settings 系统参数: configurable values by name.

-- setting_get one
-- in name str
-- out value str, version i64
SELECT value, version FROM setting WHERE name = :name;

-- setting_list many
-- scan some twenty rows, all wanted
-- out name str, value str, title str, updated_at time, updated_by str?, version i64
SELECT s.name, s.value, s.title, s.updated_at, a.display_name, s.version
FROM setting s LEFT JOIN account a ON a.id = s.updated_by ORDER BY s.name;

-- setting_put exec
-- in value str, account_id i64?, name str, version i64
UPDATE setting SET value = :value, updated_by = :account_id, updated_at = UTC_TIMESTAMP(6), version = version + 1
WHERE name = :name AND version = :version;
