-- Quota 名额: applications of the schools, and the ledger. The ledger's rules: an account changes only by one of the
-- conditional updates below, each followed by one quota_entry in the same transaction, so balance is the sum of the
-- entries and never below zero.

-- quota_application_insert insert
-- in school_id i64, province str, evaluator_id i64, certificate_id i64, year i64, statement str, file_id i64?
INSERT INTO quota_application (school_id, province, evaluator_id, certificate_id, year, statement, file_id)
VALUES (:school_id, :province, :evaluator_id, :certificate_id, :year, :statement, :file_id);

-- quota_application_change exec
-- in evaluator_id i64, certificate_id i64, year i64, statement str, file_id i64?, id i64, version i64, sc scope
UPDATE quota_application a SET a.evaluator_id = :evaluator_id, a.certificate_id = :certificate_id, a.year = :year,
	a.statement = :statement, a.file_id = :file_id, a.version = a.version + 1
WHERE a.id = :id AND a.version = :version AND a.state IN ('draft', 'returned') AND @scope(a);

-- quota_application_get one
-- in id i64, own bool, sc scope
-- out id i64, school_id i64, school str, province str, evaluator_id i64, evaluator str, certificate_id i64, certificate str, year i64, statement str, file_id i64?, file_name str?, state str, submitted_at time?, decision_text str, decided_at time?, version i64, created_at time
SELECT a.id, a.school_id, s.name, a.province, a.evaluator_id, e.name, a.certificate_id, c.name, a.year, a.statement, a.file_id,
	f.name, a.state, a.submitted_at, a.decision_text, a.decided_at, a.version, a.created_at
FROM quota_application a JOIN organisation s ON s.id = a.school_id JOIN organisation e ON e.id = a.evaluator_id
	JOIN certificate c ON c.id = a.certificate_id LEFT JOIN file f ON f.id = a.file_id
WHERE a.id = :id AND (:own OR a.state <> 'draft') AND @scope(a);

-- quota_application_list many
-- in state str?, year i64, certificate i64, q str, own bool, sc scope
-- page id by a.id desc, year by a.year, state by a.state, school_name by s.name, certificate_name by c.name
-- out id i64, school i64, school_name str, province str, certificate i64, certificate_name str, year i64, state str, created_at time, submitted_at time?, decided_at time?, version i64, asked i64, granted i64?
SELECT a.id, a.school_id, s.name, a.province, a.certificate_id, c.name, a.year, a.state, a.created_at, a.submitted_at, a.decided_at,
	a.version,
	(SELECT COALESCE(SUM(i.asked_count), 0) FROM quota_application_item i WHERE i.quota_application_id = a.id),
	(SELECT SUM(i.granted_count) FROM quota_application_item i WHERE i.quota_application_id = a.id)
FROM quota_application a JOIN organisation s ON s.id = a.school_id JOIN certificate c ON c.id = a.certificate_id
WHERE @scope(a) AND @after AND (:own OR a.state <> 'draft') AND (:state IS NULL OR a.state = :state)
	AND (:year = 0 OR a.year = :year) AND (:certificate = 0 OR a.certificate_id = :certificate)
	AND (:q = '' OR LOCATE(:q, s.name) > 0)
ORDER BY @order LIMIT @most;

-- quota_item_list many
-- in quota_application_id i64, sc scope
-- out id i64, level i64, level_number i64, major i64, major_catalogue i64, major_education_level str, major_code str, major_name str, head_count i64, asked i64, granted i64?, quota i64?, balance i64?
SELECT i.id, i.certificate_level_id, l.level, i.major_id, m.catalogue, m.education_level, m.code, m.name, i.head_count,
	i.asked_count, i.granted_count, q.id, q.balance
FROM quota_application a JOIN quota_application_item i ON i.quota_application_id = a.id
	JOIN certificate_level l ON l.id = i.certificate_level_id JOIN major m ON m.id = i.major_id
	LEFT JOIN quota_account q ON q.school_id = a.school_id AND q.certificate_level_id = i.certificate_level_id
		AND q.major_id = i.major_id AND q.year = a.year
WHERE a.id = :quota_application_id AND @scope(a) ORDER BY i.id;

-- quota_item_put bulk
-- in quota_application_id i64, certificate_level_id i64, major_id i64, head_count i64, asked i64
INSERT INTO quota_application_item (quota_application_id, certificate_level_id, major_id, head_count, asked_count)
VALUES @row(:quota_application_id, :certificate_level_id, :major_id, :head_count, :asked)
ON DUPLICATE KEY UPDATE head_count = VALUES(head_count), asked_count = VALUES(asked_count);

-- quota_items_delete exec
-- in quota_application_id i64
DELETE FROM quota_application_item WHERE quota_application_id = :quota_application_id;

-- quota_item_grant exec
-- in granted i64, id i64, quota_application_id i64
UPDATE quota_application_item SET granted_count = :granted WHERE id = :id AND quota_application_id = :quota_application_id;

-- quota_application_submit exec
-- in id i64, from_state str, version i64, sc scope
UPDATE quota_application a SET a.state = 'submitted', a.submitted_at = UTC_TIMESTAMP(6), a.version = a.version + 1
WHERE a.id = :id AND a.state = :from_state AND a.version = :version AND @scope(a)
	AND NOT EXISTS (SELECT 1 FROM province_window w WHERE w.province = a.province AND w.kind = 'quota' AND w.year = a.year
		AND NOT (w.open_at <= UTC_TIMESTAMP(6) AND w.close_at > UTC_TIMESTAMP(6)));

-- quota_application_withdraw exec
-- in id i64, from_state str, version i64, sc scope
UPDATE quota_application a SET a.state = 'withdrawn', a.version = a.version + 1
WHERE a.id = :id AND a.state = :from_state AND a.version = :version AND @scope(a);

-- quota_application_decide exec
-- in to_state str, decision_text str, decided_by i64, id i64, from_state str, version i64, sc scope
UPDATE quota_application a SET a.state = :to_state, a.decision_text = :decision_text, a.decided_by = :decided_by,
	a.decided_at = UTC_TIMESTAMP(6), a.version = a.version + 1
WHERE a.id = :id AND a.state = :from_state AND a.version = :version AND @scope(a);

-- quota_account_ensure exec
-- in school_id i64, province str, evaluator_id i64, certificate_level_id i64, major_id i64, year i64
INSERT INTO quota_account (school_id, province, evaluator_id, certificate_level_id, major_id, year)
VALUES (:school_id, :province, :evaluator_id, :certificate_level_id, :major_id, :year)
ON DUPLICATE KEY UPDATE province = VALUES(province);

-- quota_account_find one
-- in school_id i64, certificate_level_id i64, major_id i64, year i64
-- unscoped the school is bound by itself
-- out id i64, balance i64
SELECT q.id, q.balance FROM quota_account q WHERE q.school_id = :school_id AND q.certificate_level_id = :certificate_level_id
	AND q.major_id = :major_id AND q.year = :year;

-- quota_add exec
-- in amount i64, id i64
-- unscoped the caller found the account under its scope
UPDATE quota_account q SET q.granted = q.granted + :amount, q.balance = q.balance + :amount
WHERE q.id = :id AND q.balance + :amount >= 0;

-- quota_use exec
-- in n i64, id i64
-- unscoped the caller found the account under its scope
UPDATE quota_account q SET q.used = q.used + :n, q.balance = q.balance - :n WHERE q.id = :id AND q.balance >= :n;

-- quota_release exec
-- in n i64, id i64
-- unscoped the caller found the registration, which names the account, under its scope
UPDATE quota_account q SET q.used = q.used - :n, q.balance = q.balance + :n WHERE q.id = :id AND q.used >= :n;

-- quota_entry_insert insert
-- in kind str, amount i64, application i64?, other i64?, plan i64?, registration i64?, reason str, person i64?, id i64
-- unscoped the caller has just changed this account
INSERT INTO quota_entry (quota_account_id, kind, amount, balance_after, quota_application_id, other_account_id, plan_id,
	registration_id, reason, account_id)
SELECT q.id, :kind, :amount, q.balance, :application, :other, :plan, :registration, :reason, :person
FROM quota_account q WHERE q.id = :id;

-- quota_account_list many
-- in year i64, certificate_id i64, school_id i64, q str, sc scope
-- page id by q.id, year by q.year, school_name by s.name, major_code by m.code, balance by q.balance, granted by q.granted
-- out id i64, school i64, school_name str, province str, certificate i64, certificate_name str, level i64, level_number i64, major i64, major_catalogue i64, major_code str, major_name str, year i64, granted i64, used i64, balance i64
SELECT q.id, q.school_id, s.name, q.province, c.id, c.name, l.id, l.level, m.id, m.catalogue, m.code, m.name, q.year, q.granted,
	q.used, q.balance
FROM quota_account q JOIN organisation s ON s.id = q.school_id JOIN certificate_level l ON l.id = q.certificate_level_id
	JOIN certificate c ON c.id = l.certificate_id JOIN major m ON m.id = q.major_id
WHERE @scope(q) AND @after AND (:year = 0 OR q.year = :year) AND (:certificate_id = 0 OR c.id = :certificate_id)
	AND (:school_id = 0 OR q.school_id = :school_id)
	AND (:q = '' OR LOCATE(:q, s.name) > 0 OR LOCATE(:q, m.name) > 0 OR m.code = :q)
ORDER BY @order LIMIT @most;

-- quota_account_get one
-- in id i64, sc scope
-- out id i64, school_id i64, certificate_level_id i64, major_id i64, year i64, granted i64, used i64, balance i64
SELECT q.id, q.school_id, q.certificate_level_id, q.major_id, q.year, q.granted, q.used, q.balance
FROM quota_account q WHERE q.id = :id AND @scope(q);

-- quota_entry_list many
-- in account i64
-- page id by n.id desc, kind by n.kind, amount by n.amount
-- out id i64, kind str, amount i64, balance_after i64, application i64?, other i64?, plan i64?, registration i64?, reason str, person str?, created_at time
SELECT n.id, n.kind, n.amount, n.balance_after, n.quota_application_id, n.other_account_id, n.plan_id, n.registration_id,
	n.reason, p.display_name, n.created_at
FROM quota_entry n LEFT JOIN account p ON p.id = n.account_id
WHERE n.quota_account_id = :account AND @after
ORDER BY @order LIMIT @most;

-- quota_certificate one
-- in id i64
-- out evaluator_id i64, name str
SELECT evaluator_id, name FROM certificate WHERE id = :id AND state = 'published';
