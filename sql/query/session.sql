-- Sessions 会话. One look-up per signed-in request tells who asks and what time the database has.

-- session_get one
-- in token_hash bytes
-- out account_id i64, organisation_id i64, role str, duties i64, second_factor bool, must_change_password bool, province str, name str, login str, stale bool, now time
SELECT a.id, a.organisation_id,
	IF(EXISTS (SELECT 1 FROM account_duty e WHERE e.account_id = a.id AND e.duty = 'expert'), 'expert', o.role),
	COALESCE((SELECT SUM(CASE d.duty WHEN 'administrator' THEN 1 WHEN 'exam_officer' THEN 2 WHEN 'signer' THEN 4
		WHEN 'sealer' THEN 8 WHEN 'auditor' THEN 16 WHEN 'expert' THEN 32 ELSE 0 END)
		FROM account_duty d WHERE d.account_id = a.id), 0),
	s.second_factor_at IS NOT NULL, a.must_change_password, COALESCE(o.province, '000000'), a.display_name, a.login_name,
	s.last_seen_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, UTC_TIMESTAMP(6)
FROM session s JOIN account a ON a.id = s.account_id JOIN organisation o ON o.id = a.organisation_id
WHERE s.token_hash = :token_hash AND s.expires_at > UTC_TIMESTAMP(6)
	AND s.last_seen_at > UTC_TIMESTAMP(6) - INTERVAL 30 MINUTE
	AND a.state = 'active' AND o.state IN ('active', 'applying');

-- session_insert insert
-- in token_hash bytes, account_id i64, second_factor bool, address str
INSERT INTO session (token_hash, account_id, address, last_seen_at, expires_at, second_factor_at)
VALUES (:token_hash, :account_id, :address, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 12 HOUR,
	IF(:second_factor, UTC_TIMESTAMP(6), NULL));

-- session_touch exec
-- in token_hash bytes
UPDATE session SET last_seen_at = UTC_TIMESTAMP(6) WHERE token_hash = :token_hash;

-- session_second_factor exec
-- in token_hash bytes
UPDATE session SET second_factor_at = UTC_TIMESTAMP(6) WHERE token_hash = :token_hash;

-- session_delete exec
-- in token_hash bytes
DELETE FROM session WHERE token_hash = :token_hash;

-- session_delete_account exec
-- in account_id i64
DELETE FROM session WHERE account_id = :account_id;

-- session_delete_others exec
-- in account_id i64, token_hash bytes
DELETE FROM session WHERE account_id = :account_id AND token_hash <> :token_hash;
