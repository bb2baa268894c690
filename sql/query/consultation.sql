-- Consultations 在线咨询: asked by anybody, answered by the organisation that was asked, seen again with the ticket code.

-- consultation_insert insert
-- in ticket_hash bytes, organisation_id i64, subject str, question str, contact_sealed bytes?
INSERT INTO consultation (ticket_hash, organisation_id, subject, question, contact_sealed)
VALUES (:ticket_hash, :organisation_id, :subject, :question, :contact_sealed);

-- consultation_by_ticket one
-- in ticket_hash bytes
-- out subject str, question str, answer str?, answered_at time?, state str, created_at time, organisation str
SELECT c.subject, c.question, c.answer, c.answered_at, c.state, c.created_at, o.name
FROM consultation c JOIN organisation o ON o.id = c.organisation_id WHERE c.ticket_hash = :ticket_hash;

-- consultation_list many
-- in organisation_id i64, state str?, q str
-- page id by id desc, subject by subject, state by state, created_at by created_at
-- out id i64, subject str, question str, state str, public bool, answered_at time?, created_at time, version i64
SELECT id, subject, question, state, is_public, answered_at, created_at, version FROM consultation
WHERE organisation_id = :organisation_id AND (:state IS NULL OR state = :state) AND @after
	AND (subject LIKE CONCAT('%', :q, '%') OR question LIKE CONCAT('%', :q, '%'))
ORDER BY @order LIMIT @most;

-- consultation_get one
-- in id i64, organisation_id i64
-- out id i64, ticket_hash bytes, subject str, question str, contact_sealed bytes?, answer str?, answered_at time?, is_public bool, state str, created_at time, version i64
SELECT id, ticket_hash, subject, question, contact_sealed, answer, answered_at, is_public, state, created_at, version
FROM consultation WHERE id = :id AND organisation_id = :organisation_id;

-- consultation_answer_set exec
-- in answer str, answered_by i64, is_public bool, to_state str, id i64, from_state str, version i64
UPDATE consultation SET answer = :answer, answered_by = :answered_by, answered_at = UTC_TIMESTAMP(6), is_public = :is_public,
	state = :to_state, version = version + 1
WHERE id = :id AND state = :from_state AND version = :version;

-- consultation_move exec
-- in to_state str, id i64, from_state str
UPDATE consultation SET state = :to_state, is_public = 0, version = version + 1 WHERE id = :id AND state = :from_state;

-- consultation_public_list many
-- in q str
-- page id by c.id desc, answered_at by c.answered_at
-- out id i64, subject str, question str, answer str?, answered_at time, organisation str
SELECT c.id, c.subject, c.question, c.answer, c.answered_at, o.name
FROM consultation c JOIN organisation o ON o.id = c.organisation_id
WHERE c.is_public = 1 AND c.state = 'answered' AND c.answered_at IS NOT NULL AND @after
	AND (c.subject LIKE CONCAT('%', :q, '%') OR c.question LIKE CONCAT('%', :q, '%'))
ORDER BY @order LIMIT @most;
