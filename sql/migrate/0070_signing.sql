-- 0070_signing: what signing in batches, correction and verification by file need beyond 0008.

-- One person may sign for several sites, each with a key of its own.
ALTER TABLE signing_key
	ADD COLUMN site_key BIGINT GENERATED ALWAYS AS (COALESCE(site_id, 0)) STORED;
ALTER TABLE signing_key
	ADD UNIQUE KEY uq_person_site (account_id, purpose, site_key, live);
ALTER TABLE signing_key
	DROP INDEX uq_person;

-- The sealed seed carries its own salt and costs; the hash tells a damaged blob from a wrong passphrase.
ALTER TABLE signing_secret
	DROP COLUMN kdf_salt,
	DROP COLUMN kdf_ops,
	DROP COLUMN kdf_memory,
	ADD COLUMN blob_hash BINARY(32) NOT NULL;

-- The id of the proof is drawn with the intent: a signature made again has the same bytes.
ALTER TABLE signing_intent
	ADD COLUMN proof_uuid VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;

-- One batch at a time for a plan, a stage and a site: two signers at once cannot both begin.
ALTER TABLE signing_batch
	ADD COLUMN site_key BIGINT GENERATED ALWAYS AS (COALESCE(site_id, 0)) STORED,
	ADD COLUMN running TINYINT GENERATED ALWAYS AS (IF(state IN ('approved', 'signing'), 1, NULL)) STORED;
ALTER TABLE signing_batch
	ADD UNIQUE KEY uq_running (plan_id, stage, site_key, running);

-- The total that the document says, so that a result changed since is seen before anything is signed.
ALTER TABLE issued_certificate
	ADD COLUMN total_centi INT NOT NULL DEFAULT 0,
	ADD KEY by_plan_id (plan_id, id),
	-- the credit bank: a year of an evaluation organisation
	ADD KEY by_sealed (evaluator_id, sealed_at, id);

-- A PDF is recognised by its hash.
ALTER TABLE certificate_file
	ADD KEY by_sha256 (sha256);

-- certificate_request 撤销与更正申请: asked by one person, approved by another. A correction is approved by sealing it
CREATE TABLE certificate_request (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	issued_certificate_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('revoked', 'replaced')),
	reason VARCHAR(500) NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'requested'
		CHECK (state IN ('requested', 'approved', 'refused', 'withdrawn')),
	live TINYINT GENERATED ALWAYS AS (IF(state = 'requested', 1, NULL)) STORED,
	requested_by BIGINT NOT NULL,
	decided_by BIGINT NULL,
	decided_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- one at a time for a certificate
	UNIQUE KEY uq_open (issued_certificate_id, live),
	KEY by_evaluator (evaluator_id, id),
	FOREIGN KEY (issued_certificate_id) REFERENCES issued_certificate (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (requested_by) REFERENCES account (id),
	FOREIGN KEY (decided_by) REFERENCES account (id),
	CHECK (state <> 'approved' OR (decided_by IS NOT NULL AND decided_by <> requested_by))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
