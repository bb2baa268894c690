-- Audit trail 审计: one hash chain per stream; the head's row is locked from here to commit.

-- audit_head_get one
-- in stream str
-- out seq i64, hash bytes
SELECT seq, hash FROM audit_head WHERE stream = :stream FOR UPDATE;

-- audit_head_insert insert
-- in stream str, hash bytes
INSERT INTO audit_head (stream, seq, hash, updated_at) VALUES (:stream, 0, :hash, UTC_TIMESTAMP(6));

-- audit_head_set exec
-- in seq i64, hash bytes, stream str
UPDATE audit_head SET seq = :seq, hash = :hash, updated_at = UTC_TIMESTAMP(6) WHERE stream = :stream;

-- audit_now one
-- out now time
SELECT UTC_TIMESTAMP(6);

-- audit_insert insert
-- in stream str, seq i64, prev_hash bytes, hash bytes, at time, account_id i64?, organisation_id i64?, address str, request_id str, action str, subject_kind str, subject_id i64?, before_json str?, after_json str?
INSERT INTO audit_entry (stream, seq, prev_hash, hash, at, account_id, organisation_id, address, request_id, action,
	subject_kind, subject_id, before_json, after_json)
VALUES (:stream, :seq, :prev_hash, :hash, :at, :account_id, :organisation_id, :address, :request_id, :action,
	:subject_kind, :subject_id, :before_json, :after_json);

-- audit_streams many
-- in stream str?
-- scan every chain is checked, or one
-- out stream str, seq i64, hash bytes, organisation str?
SELECT h.stream, h.seq, h.hash, o.name
FROM audit_head h LEFT JOIN organisation o ON o.id = CAST(SUBSTRING(h.stream, 5) AS UNSIGNED)
WHERE :stream IS NULL OR h.stream = :stream ORDER BY h.stream;

-- audit_walk many
-- in stream str, after i64, most i64
-- out seq i64, prev_hash bytes, hash bytes, at time, account_id i64?, organisation_id i64?, address str, request_id str, action str, subject_kind str, subject_id i64?, before_json str?, after_json str?
SELECT seq, prev_hash, hash, at, account_id, organisation_id, address, request_id, action, subject_kind, subject_id,
	before_json, after_json
FROM audit_entry WHERE stream = :stream AND seq > :after ORDER BY seq LIMIT :most;

-- The trail by time. Five statements with the same columns: each begins at the index that narrows it most.

-- audit_list many
-- in organisation_id i64, action str?, organisation_lo i64, organisation_hi i64, from time, until time
-- page id by e.id desc, at by e.at
-- out id i64, at time, account_id i64?, name str?, organisation_id i64?, organisation str?, address str, action str, subject_kind str, subject_id i64?, before_json str?, after_json str?
SELECT e.id, e.at, e.account_id, a.display_name, e.organisation_id, o.name, e.address, e.action, e.subject_kind,
	e.subject_id, e.before_json, e.after_json
FROM audit_entry e LEFT JOIN account a ON a.id = e.account_id LEFT JOIN organisation o ON o.id = e.organisation_id
WHERE e.organisation_id = :organisation_id AND (:action IS NULL OR e.action = :action) AND e.at >= :from AND e.at < :until AND @after
	AND COALESCE(e.organisation_id, 0) BETWEEN :organisation_lo AND :organisation_hi
ORDER BY @order LIMIT @most;

-- audit_list_all many
-- in organisation_lo i64, organisation_hi i64, from time, until time
-- page id by e.id desc, at by e.at
-- out id i64, at time, account_id i64?, name str?, organisation_id i64?, organisation str?, address str, action str, subject_kind str, subject_id i64?, before_json str?, after_json str?
SELECT e.id, e.at, e.account_id, a.display_name, e.organisation_id, o.name, e.address, e.action, e.subject_kind,
	e.subject_id, e.before_json, e.after_json
FROM audit_entry e LEFT JOIN account a ON a.id = e.account_id LEFT JOIN organisation o ON o.id = e.organisation_id
WHERE e.at >= :from AND e.at < :until AND @after
	AND COALESCE(e.organisation_id, 0) BETWEEN :organisation_lo AND :organisation_hi
ORDER BY @order LIMIT @most;

-- audit_list_action many
-- in action str, organisation_lo i64, organisation_hi i64, from time, until time
-- page id by e.id desc, at by e.at
-- out id i64, at time, account_id i64?, name str?, organisation_id i64?, organisation str?, address str, action str, subject_kind str, subject_id i64?, before_json str?, after_json str?
SELECT e.id, e.at, e.account_id, a.display_name, e.organisation_id, o.name, e.address, e.action, e.subject_kind,
	e.subject_id, e.before_json, e.after_json
FROM audit_entry e LEFT JOIN account a ON a.id = e.account_id LEFT JOIN organisation o ON o.id = e.organisation_id
WHERE e.action = :action AND e.at >= :from AND e.at < :until AND @after
	AND COALESCE(e.organisation_id, 0) BETWEEN :organisation_lo AND :organisation_hi
ORDER BY @order LIMIT @most;

-- audit_list_subject many
-- in subject_kind str, subject_id i64, action str?, organisation_lo i64, organisation_hi i64, from time, until time
-- page id by e.id desc, at by e.at
-- out id i64, at time, account_id i64?, name str?, organisation_id i64?, organisation str?, address str, action str, subject_kind str, subject_id i64?, before_json str?, after_json str?
SELECT e.id, e.at, e.account_id, a.display_name, e.organisation_id, o.name, e.address, e.action, e.subject_kind,
	e.subject_id, e.before_json, e.after_json
FROM audit_entry e LEFT JOIN account a ON a.id = e.account_id LEFT JOIN organisation o ON o.id = e.organisation_id
WHERE e.subject_kind = :subject_kind AND e.subject_id = :subject_id AND (:action IS NULL OR e.action = :action) AND e.at >= :from AND e.at < :until AND @after
	AND COALESCE(e.organisation_id, 0) BETWEEN :organisation_lo AND :organisation_hi
ORDER BY @order LIMIT @most;

-- audit_list_account many
-- in account_id i64, action str?, organisation_lo i64, organisation_hi i64, from time, until time
-- page id by e.id desc, at by e.at
-- out id i64, at time, account_id i64?, name str?, organisation_id i64?, organisation str?, address str, action str, subject_kind str, subject_id i64?, before_json str?, after_json str?
SELECT e.id, e.at, e.account_id, a.display_name, e.organisation_id, o.name, e.address, e.action, e.subject_kind,
	e.subject_id, e.before_json, e.after_json
FROM audit_entry e LEFT JOIN account a ON a.id = e.account_id LEFT JOIN organisation o ON o.id = e.organisation_id
WHERE e.account_id = :account_id AND (:action IS NULL OR e.action = :action) AND e.at >= :from AND e.at < :until AND @after
	AND COALESCE(e.organisation_id, 0) BETWEEN :organisation_lo AND :organisation_hi
ORDER BY @order LIMIT @most;
