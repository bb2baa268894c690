-- Accounts 账号: a person of one organisation, with duties.

-- account_sign_in one
-- in login str
-- out id i64, password_hash str, totp_sealed bytes?, totp_on bool, totp_last_step i64
SELECT a.id, a.password_hash, a.totp_sealed, a.totp_confirmed_at IS NOT NULL, a.totp_last_step
FROM account a JOIN organisation o ON o.id = a.organisation_id
WHERE a.login_name = :login AND a.state = 'active' AND o.state IN ('active', 'applying');

-- account_secret one
-- in id i64
-- out login str, password_hash str, totp_sealed bytes?, totp_on bool, totp_last_step i64
SELECT login_name, password_hash, totp_sealed, totp_confirmed_at IS NOT NULL, totp_last_step FROM account WHERE id = :id;

-- account_signed_in exec
-- in id i64
UPDATE account SET last_sign_in_at = UTC_TIMESTAMP(6) WHERE id = :id;

-- account_set_password exec
-- in hash str, must_change bool, id i64
UPDATE account SET password_hash = :hash, must_change_password = :must_change, password_changed_at = UTC_TIMESTAMP(6)
WHERE id = :id;

-- account_set_totp exec
-- in sealed bytes, id i64
UPDATE account SET totp_sealed = :sealed, totp_confirmed_at = NULL, totp_last_step = 0 WHERE id = :id AND totp_confirmed_at IS NULL;

-- account_confirm_totp exec
-- in id i64
UPDATE account SET totp_confirmed_at = UTC_TIMESTAMP(6) WHERE id = :id AND totp_confirmed_at IS NULL;

-- account_insert insert
-- in organisation_id i64, login str, name str, password_hash str
INSERT INTO account (organisation_id, login_name, display_name, password_hash) VALUES (:organisation_id, :login, :name, :password_hash);

-- account_duty_insert insert
-- in account_id i64, duty str, given_by i64?
INSERT INTO account_duty (account_id, duty, given_by) VALUES (:account_id, :duty, :given_by);

-- account_duties_delete exec
-- in account_id i64
DELETE FROM account_duty WHERE account_id = :account_id;

-- account_list many
-- in organisation_id i64, state str?, duty str?, q str?
-- page id by a.id, name by a.display_name, login by a.login_name, state by a.state, created_at by a.created_at
-- out id i64, login str, name str, state str, version i64, duties str?, second_factor bool, last_sign_in time?, created_at time
SELECT a.id, a.login_name, a.display_name, a.state, a.version,
	(SELECT GROUP_CONCAT(d.duty ORDER BY d.duty SEPARATOR ',') FROM account_duty d WHERE d.account_id = a.id),
	a.totp_confirmed_at IS NOT NULL, a.last_sign_in_at, a.created_at
FROM account a
WHERE a.organisation_id = :organisation_id AND @after AND (:state IS NULL OR a.state = :state)
	AND (:duty IS NULL OR EXISTS (SELECT 1 FROM account_duty f WHERE f.account_id = a.id AND f.duty = :duty))
	AND (:q IS NULL OR a.display_name LIKE CONCAT('%', :q, '%') OR a.login_name = :q)
ORDER BY @order LIMIT @most;

-- account_reset exec
-- in hash str, id i64, organisation_id i64
UPDATE account SET password_hash = :hash, must_change_password = 1, password_changed_at = NULL, totp_sealed = NULL,
	totp_confirmed_at = NULL, totp_last_step = 0, version = version + 1
WHERE id = :id AND organisation_id = :organisation_id AND state = 'active';

-- account_first_reset exec
-- in hash str, login str, organisation_id i64
UPDATE account SET password_hash = :hash, must_change_password = 1, version = version + 1
WHERE login_name = :login AND organisation_id = :organisation_id AND state = 'active' AND last_sign_in_at IS NULL
	AND EXISTS (SELECT 1 FROM account_duty d WHERE d.account_id = account.id AND d.duty = 'administrator');

-- account_touch exec
-- in id i64, organisation_id i64, version i64
UPDATE account SET version = version + 1 WHERE id = :id AND organisation_id = :organisation_id AND version = :version;

-- account_move exec
-- in to_state str, id i64, organisation_id i64, from_state str
UPDATE account SET state = :to_state, version = version + 1
WHERE id = :id AND organisation_id = :organisation_id AND state = :from_state;

-- account_show one
-- in id i64, organisation_id i64
-- out id i64, login str, name str, state str, version i64, duties str?, second_factor bool, last_sign_in time?, created_at time
SELECT a.id, a.login_name, a.display_name, a.state, a.version,
	(SELECT GROUP_CONCAT(d.duty ORDER BY d.duty SEPARATOR ',') FROM account_duty d WHERE d.account_id = a.id),
	a.totp_confirmed_at IS NOT NULL, a.last_sign_in_at, a.created_at
FROM account a WHERE a.id = :id AND a.organisation_id = :organisation_id;

-- account_other_administrator one
-- in organisation_id i64, id i64
-- out id i64
SELECT a.id FROM account a JOIN account_duty d ON d.account_id = a.id AND d.duty = 'administrator'
WHERE a.organisation_id = :organisation_id AND a.state = 'active' AND a.id <> :id LIMIT 1 FOR UPDATE;

-- account_login_taken one
-- in login str
-- out id i64
SELECT id FROM account WHERE login_name = :login;
