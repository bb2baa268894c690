-- Signing 签发 and seal 盖章: keys, what waits for a stage, batches, intents, signatures. The signing program's own.

-- signing_key_insert insert
-- in organisation_id i64, account_id i64, purpose str, site_id i64?, public_key bytes, key_name str
INSERT INTO signing_key (organisation_id, account_id, purpose, site_id, public_key, key_name)
VALUES (:organisation_id, :account_id, :purpose, :site_id, :public_key, :key_name);

-- signing_secret_insert insert
-- in signing_key_id i64, sealed_seed bytes, blob_hash bytes
INSERT INTO signing_secret (signing_key_id, sealed_seed, blob_hash) VALUES (:signing_key_id, :sealed_seed, :blob_hash);

-- signing_key_own one
-- in account_id i64, purpose str, site_id i64
-- out id i64, key_name str, public_key bytes, sealed_seed bytes, blob_hash bytes, locked bool
SELECT k.id, k.key_name, k.public_key, s.sealed_seed, s.blob_hash, COALESCE(s.locked_until > UTC_TIMESTAMP(6), FALSE)
FROM signing_key k JOIN signing_secret s ON s.signing_key_id = k.id
WHERE k.account_id = :account_id AND k.purpose = :purpose AND k.site_key = :site_id AND k.live = 1;

-- signing_key_failed exec
-- in most i64, id i64
UPDATE signing_secret SET
	locked_until = IF(failed_count + 1 >= :most, UTC_TIMESTAMP(6) + INTERVAL 15 MINUTE, locked_until),
	failed_count = IF(failed_count + 1 >= :most, 0, failed_count + 1)
WHERE signing_key_id = :id;

-- signing_key_worked exec
-- in id i64
UPDATE signing_secret SET failed_count = 0, locked_until = NULL WHERE signing_key_id = :id AND failed_count > 0;

-- signing_key_list many
-- unscoped names the organisation itself
-- in organisation_id i64, account_id i64
-- out id i64, account i64, name str, own bool, purpose str, site i64?, site_name str?, key_name str, public_key bytes, state str, created_at time, retired_at time?
SELECT k.id, k.account_id, a.display_name, k.account_id = :account_id, k.purpose, k.site_id, s.name, k.key_name, k.public_key,
	k.state, k.created_at, k.retired_at
FROM signing_key k JOIN account a ON a.id = k.account_id LEFT JOIN site s ON s.id = k.site_id
WHERE k.organisation_id = :organisation_id ORDER BY k.organisation_id, k.purpose, k.id;

-- signing_key_retire exec
-- in id i64, account_id i64
UPDATE signing_key SET state = 'retired', retired_at = UTC_TIMESTAMP(6), version = version + 1
WHERE id = :id AND account_id = :account_id AND state = 'active';

-- signing_site_of one
-- unscoped names the school itself
-- in school_id i64, evaluator_id i64
-- out id i64, name str, state str
SELECT s.id, s.name, s.state FROM site s WHERE s.school_id = :school_id AND s.evaluator_id = :evaluator_id;

-- signing_site_own one
-- unscoped names the school itself
-- in id i64, school_id i64
-- out id i64, evaluator_id i64
SELECT s.id, s.evaluator_id FROM site s WHERE s.id = :id AND s.school_id = :school_id;

-- signing_waiting many
-- in plan_id i64, state str, most i64, sc scope
-- out id i64, number str, document_hash bytes, name str, certificate str, level i64, total i64, site str, replaces i64?
SELECT c.id, c.number, c.document_hash, k.name, f.name, l.level, c.total_centi, s.name, c.replaces_id
FROM issued_certificate c JOIN registration g ON g.id = c.registration_id JOIN candidate k ON k.id = g.candidate_id
	JOIN certificate_level l ON l.id = c.certificate_level_id JOIN certificate f ON f.id = l.certificate_id
	JOIN site s ON s.id = c.site_id JOIN result x ON x.id = c.result_id
WHERE c.plan_id = :plan_id AND c.state = :state AND @scope(c)
	AND x.passed = 1 AND x.state = 'published' AND x.total_centi = c.total_centi
ORDER BY c.plan_id, c.state, c.id LIMIT :most;

-- signing_plan_list many
-- in state str, sc scope
-- page id by p.id desc, name by p.name, publicity_close by p.publicity_close_at
-- out id i64, number str, name str, evaluator str, publicity_close time, count i64
SELECT p.id, p.number, p.name, o.name, p.publicity_close_at, w.n
FROM (SELECT c.plan_id, COUNT(*) AS n FROM issued_certificate c JOIN result x ON x.id = c.result_id
	WHERE c.state = :state AND @scope(c) AND x.passed = 1 AND x.state = 'published' AND x.total_centi = c.total_centi
	GROUP BY c.plan_id) w JOIN plan p ON p.id = w.plan_id JOIN organisation o ON o.id = p.evaluator_id
WHERE p.publicity_close_at <= UTC_TIMESTAMP(6) AND @after ORDER BY @order LIMIT @most;

-- signing_batch_list many
-- unscoped names the organisation itself
-- in organisation_id i64, plan_id i64, stage str?
-- page id by b.id desc, plan_name by p.name
-- out id i64, plan i64, plan_name str, stage str, site_name str?, count i64, done i64, digest bytes, state str, busy bool, name str, created_at time, finished_at time?
SELECT b.id, b.plan_id, p.name, b.stage, s.name, b.certificate_count, b.done_count, b.digest, b.state,
	COALESCE(b.lease_until > UTC_TIMESTAMP(6), FALSE), a.display_name, b.created_at, b.finished_at
FROM signing_batch b JOIN plan p ON p.id = b.plan_id JOIN account a ON a.id = b.account_id LEFT JOIN site s ON s.id = b.site_id
WHERE (b.evaluator_id = :organisation_id OR b.school_id = :organisation_id) AND (:plan_id = 0 OR b.plan_id = :plan_id)
	AND (:stage IS NULL OR b.stage = :stage) AND @after
ORDER BY @order LIMIT @most;

-- signing_document one
-- unscoped compares both organisations that sign it with the caller's own
-- in id i64, organisation_id i64
-- out number str, state str, document bytes, document_hash bytes
SELECT c.number, c.state, d.document, d.document_hash
FROM issued_certificate c JOIN certificate_document d ON d.issued_certificate_id = c.id
WHERE c.id = :id AND (c.evaluator_id = :organisation_id OR c.site_school_id = :organisation_id);

-- signing_cancel exec
-- in id i64, sc scope
UPDATE issued_certificate c SET c.state = 'cancelled', c.version = c.version + 1
WHERE c.id = :id AND c.state IN ('draft', 'evaluator_signed', 'site_signed') AND @scope(c);

-- signing_batch_same one
-- in plan_id i64, stage str, account_id i64, digest bytes
-- out id i64, state str, certificate_count i64, done_count i64, key_id i64, busy bool
SELECT id, state, certificate_count, done_count, signing_key_id, COALESCE(lease_until > UTC_TIMESTAMP(6), FALSE)
FROM signing_batch WHERE plan_id = :plan_id AND stage = :stage AND account_id = :account_id AND digest = :digest
	AND state <> 'withdrawn'
ORDER BY plan_id DESC, stage DESC, id DESC LIMIT 1;

-- signing_batch_running one
-- in plan_id i64, stage str, site_id i64, account_id i64
-- out batch i64, name str, own bool, busy bool, count i64, done i64, created_at time
SELECT b.id, a.display_name, b.account_id = :account_id, COALESCE(b.lease_until > UTC_TIMESTAMP(6), FALSE), b.certificate_count,
	b.done_count, b.created_at
FROM signing_batch b JOIN account a ON a.id = b.account_id
WHERE b.plan_id = :plan_id AND b.stage = :stage AND b.site_key = :site_id AND b.running = 1;

-- signing_batch_insert insert
-- in plan_id i64, stage str, evaluator_id i64, site_id i64?, school_id i64?, certificate_count i64, digest bytes, signing_key_id i64, account_id i64, owner str
INSERT INTO signing_batch (plan_id, stage, evaluator_id, site_id, school_id, certificate_count, digest, signing_key_id,
	account_id, state, lease_owner, lease_until)
VALUES (:plan_id, :stage, :evaluator_id, :site_id, :school_id, :certificate_count, :digest, :signing_key_id, :account_id,
	'signing', :owner, UTC_TIMESTAMP(6) + INTERVAL 10 SECOND);

-- signing_batch_item_insert bulk
-- in batch_id i64, position i64, certificate_id i64
INSERT INTO signing_batch_item (signing_batch_id, position, issued_certificate_id)
VALUES @row(:batch_id, :position, :certificate_id);

-- signing_batch_take exec
-- in owner str, signing_key_id i64, id i64, account_id i64
UPDATE signing_batch SET lease_owner = :owner, lease_until = UTC_TIMESTAMP(6) + INTERVAL 10 SECOND
WHERE id = :id AND account_id = :account_id AND signing_key_id = :signing_key_id AND state = 'signing'
	AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6));

-- signing_batch_keep exec
-- in done_now i64, id i64, owner str
UPDATE signing_batch SET done_count = done_count + :done_now, lease_until = UTC_TIMESTAMP(6) + INTERVAL 10 SECOND
WHERE id = :id AND lease_owner = :owner AND state = 'signing';

-- signing_batch_release exec
-- in id i64, owner str
UPDATE signing_batch SET lease_owner = NULL, lease_until = NULL WHERE id = :id AND lease_owner = :owner;

-- signing_batch_finish exec
-- in id i64, owner str
UPDATE signing_batch SET state = 'done', lease_owner = NULL, lease_until = NULL, finished_at = UTC_TIMESTAMP(6),
	version = version + 1
WHERE id = :id AND lease_owner = :owner AND state = 'signing';

-- signing_batch_abandon exec
-- in id i64
UPDATE signing_batch SET state = 'withdrawn', lease_owner = NULL, lease_until = NULL, finished_at = UTC_TIMESTAMP(6),
	version = version + 1
WHERE id = :id AND state IN ('approved', 'signing') AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6));

-- signing_batch_get one
-- in id i64
-- out done_count i64, certificate_count i64, state str
SELECT done_count, certificate_count, state FROM signing_batch WHERE id = :id;

-- signing_acted one
-- in batch_id i64, account_id i64
-- out n i64
SELECT COUNT(*) FROM signing_batch_item i JOIN signature s ON s.issued_certificate_id = i.issued_certificate_id
WHERE i.signing_batch_id = :batch_id AND s.account_id = :account_id AND s.signing_batch_id <> :batch_id;

-- signing_chunk many
-- unscoped the items of the batch were chosen within the signer's scope
-- in stage str, batch_id i64, after i64, state str, most i64
-- out position i64, id i64, document bytes, document_hash bytes, evaluator_id i64, site_id i64, replaces_id i64?, proof_at time?, proof_uuid str?, input_hash bytes?, intent_key i64?
SELECT i.position, c.id, d.document, c.document_hash, c.evaluator_id, c.site_id, c.replaces_id, n.proof_at, n.proof_uuid,
	n.input_hash, n.signing_key_id
FROM signing_batch_item i JOIN issued_certificate c ON c.id = i.issued_certificate_id
	JOIN certificate_document d ON d.issued_certificate_id = c.id
	LEFT JOIN signing_intent n ON n.issued_certificate_id = c.id AND n.stage = :stage
WHERE i.signing_batch_id = :batch_id AND i.position > :after AND c.state = :state
ORDER BY i.signing_batch_id, i.position LIMIT :most;

-- signing_chunk_proofs many
-- in batch_id i64, first i64, last i64
-- out position i64, stage str, proof str, account_id i64, public_key bytes, key_name str, organisation_id i64, site_id i64?
SELECT i.position, s.stage, s.proof, s.account_id, k.public_key, k.key_name, k.organisation_id, k.site_id
FROM signing_batch_item i JOIN signature s ON s.issued_certificate_id = i.issued_certificate_id
	JOIN signing_key k ON k.id = s.signing_key_id
WHERE i.signing_batch_id = :batch_id AND i.position BETWEEN :first AND :last
ORDER BY i.signing_batch_id, i.position;

-- signing_intent_put bulk
-- in certificate_id i64, stage str, batch_id i64, signing_key_id i64, input_hash bytes, proof_at time, proof_uuid str
INSERT INTO signing_intent (issued_certificate_id, stage, signing_batch_id, signing_key_id, input_hash, proof_at, proof_uuid)
VALUES @row(:certificate_id, :stage, :batch_id, :signing_key_id, :input_hash, :proof_at, :proof_uuid)
ON DUPLICATE KEY UPDATE
	signing_batch_id = IF(completed_at IS NULL, VALUES(signing_batch_id), signing_batch_id),
	signing_key_id = IF(completed_at IS NULL, VALUES(signing_key_id), signing_key_id),
	input_hash = IF(completed_at IS NULL, VALUES(input_hash), input_hash),
	proof_at = IF(completed_at IS NULL, VALUES(proof_at), proof_at),
	proof_uuid = IF(completed_at IS NULL, VALUES(proof_uuid), proof_uuid);

-- signature_insert bulk
-- in certificate_id i64, stage str, batch_id i64, signing_key_id i64, account_id i64, proof str, signature bytes, input_hash bytes, signed_at time
INSERT INTO signature (issued_certificate_id, stage, signing_batch_id, signing_key_id, account_id, proof, signature, input_hash,
	signed_at)
VALUES @row(:certificate_id, :stage, :batch_id, :signing_key_id, :account_id, :proof, :signature, :input_hash, :signed_at);

-- signing_chunk_done exec
-- unscoped the items of the batch were chosen within the signer's scope
-- in stage str, to_state str, sealed bool, batch_id i64, first i64, last i64, from_state str
UPDATE signing_batch_item i
	JOIN signature s ON s.issued_certificate_id = i.issued_certificate_id AND s.stage = :stage
		AND s.signing_batch_id = i.signing_batch_id
	JOIN issued_certificate c ON c.id = i.issued_certificate_id
SET c.state = :to_state, c.sealed_at = IF(:sealed, UTC_TIMESTAMP(6), c.sealed_at), c.version = c.version + 1
WHERE i.signing_batch_id = :batch_id AND i.position BETWEEN :first AND :last AND c.state = :from_state;

-- signing_intents_done exec
-- in stage str, batch_id i64, first i64, last i64
UPDATE signing_batch_item i
	JOIN signature s ON s.issued_certificate_id = i.issued_certificate_id AND s.stage = :stage
	JOIN signing_intent n ON n.issued_certificate_id = s.issued_certificate_id AND n.stage = s.stage
SET n.completed_at = UTC_TIMESTAMP(6)
WHERE i.signing_batch_id = :batch_id AND i.position BETWEEN :first AND :last AND n.completed_at IS NULL;

-- signing_next_sites many
-- unscoped the items of the batch were chosen within the signer's scope
-- in batch_id i64
-- out school_id i64
SELECT DISTINCT c.site_school_id FROM signing_batch_item i JOIN issued_certificate c ON c.id = i.issued_certificate_id
WHERE i.signing_batch_id = :batch_id;

-- signing_next_schools many
-- unscoped the items of the batch were chosen within the signer's scope
-- in batch_id i64
-- out school_id i64
SELECT DISTINCT c.school_id FROM signing_batch_item i JOIN issued_certificate c ON c.id = i.issued_certificate_id
WHERE i.signing_batch_id = :batch_id;

-- signing_replace exec
-- unscoped the new certificate was chosen within the signer's scope, the old one is the one it names
-- in id i64
UPDATE issued_certificate c SET c.state = 'replaced', c.version = c.version + 1 WHERE c.id = :id AND c.state = 'sealed';

-- signing_revoke exec
-- in id i64, sc scope
UPDATE issued_certificate c SET c.state = 'revoked', c.version = c.version + 1
WHERE c.id = :id AND c.state = 'sealed' AND @scope(c);

-- revocation_insert insert
-- in certificate_id i64, kind str, replaced_by_id i64?, evaluator_id i64, reason str, requested_by i64, approved_by i64
INSERT INTO revocation (issued_certificate_id, kind, replaced_by_id, evaluator_id, reason, requested_by, approved_by, revoked_at)
VALUES (:certificate_id, :kind, :replaced_by_id, :evaluator_id, :reason, :requested_by, :approved_by, UTC_TIMESTAMP(6));

-- certificate_request_insert insert
-- in certificate_id i64, evaluator_id i64, kind str, reason str, requested_by i64
INSERT INTO certificate_request (issued_certificate_id, evaluator_id, kind, reason, requested_by)
VALUES (:certificate_id, :evaluator_id, :kind, :reason, :requested_by);

-- certificate_request_open one
-- unscoped the certificate was found within the caller's scope
-- in certificate_id i64
-- out id i64, kind str, reason str, requested_by i64
SELECT id, kind, reason, requested_by FROM certificate_request WHERE issued_certificate_id = :certificate_id AND live = 1;

-- certificate_request_get one
-- in id i64, sc scope
-- out id i64, certificate_id i64, kind str, reason str, state str, requested_by i64, version i64
SELECT q.id, q.issued_certificate_id, q.kind, q.reason, q.state, q.requested_by, q.version
FROM certificate_request q WHERE q.id = :id AND @scope(q);

-- certificate_request_decide exec
-- in state str, decided_by i64, id i64, sc scope
UPDATE certificate_request q SET q.state = :state, q.decided_by = :decided_by, q.decided_at = UTC_TIMESTAMP(6),
	q.version = q.version + 1
WHERE q.id = :id AND q.state = 'requested' AND @scope(q);

-- certificate_request_list many
-- in state str?, account_id i64, sc scope
-- page id by q.id desc, number by c.number
-- out id i64, certificate i64, number str, name str, kind str, reason str, state str, requested_by i64, requester str, own bool, decided_by i64?, decider str?, created_at time, decided_at time?
SELECT q.id, q.issued_certificate_id, c.number, k.name, q.kind, q.reason, q.state, q.requested_by, a.display_name,
	q.requested_by = :account_id, q.decided_by, d.display_name, q.created_at, q.decided_at
FROM certificate_request q JOIN issued_certificate c ON c.id = q.issued_certificate_id
	JOIN registration g ON g.id = c.registration_id JOIN candidate k ON k.id = g.candidate_id
	JOIN account a ON a.id = q.requested_by LEFT JOIN account d ON d.id = q.decided_by
WHERE @scope(q) AND (:state IS NULL OR q.state = :state) AND @after ORDER BY @order LIMIT @most;
