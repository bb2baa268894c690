-- 0008_signing: keys, numbers, certificates, the two signing stages and the seal, revocation, credit-bank export.

-- signing_key 签名公钥: Ed25519, owned by an organisation, used by one person
CREATE TABLE signing_key (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	organisation_id BIGINT NOT NULL,
	account_id BIGINT NOT NULL,
	-- evaluation 评价组织签发, site 考核站点签发, seal 评价组织盖章
	purpose VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (purpose IN ('evaluation', 'site', 'seal')),
	-- the site, for purpose site
	site_id BIGINT NULL,
	public_key BINARY(32) NOT NULL,
	-- fragment of the verification method
	key_name VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active'
		CHECK (state IN ('active', 'retired')),
	live TINYINT GENERATED ALWAYS AS (IF(state = 'active', 1, NULL)) STORED,
	retired_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_public_key (public_key),
	-- the key of a person for a purpose
	UNIQUE KEY uq_person (account_id, purpose, live),
	-- the published keys of an organisation, active and retired
	KEY by_organisation (organisation_id, purpose, id),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id),
	FOREIGN KEY (account_id) REFERENCES account (id),
	FOREIGN KEY (site_id) REFERENCES site (id),
	CHECK ((purpose = 'site') = (site_id IS NOT NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- signing_secret: seeds sealed under the passphrase of the signer (Argon2id), only the signing program may read
CREATE TABLE signing_secret (
	signing_key_id BIGINT NOT NULL PRIMARY KEY,
	kdf_salt BINARY(16) NOT NULL,
	kdf_ops BIGINT NOT NULL,
	kdf_memory BIGINT NOT NULL,
	sealed_seed VARBINARY(128) NOT NULL,
	failed_count INT NOT NULL DEFAULT 0,
	locked_until DATETIME(6) NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	FOREIGN KEY (signing_key_id) REFERENCES signing_key (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- certificate_series 编号序列: next serial of a series, read FOR UPDATE, gapless
CREATE TABLE certificate_series (
	organisation_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	certificate_code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	level TINYINT NOT NULL,
	year SMALLINT NOT NULL,
	next_serial INT NOT NULL DEFAULT 1 CHECK (next_serial >= 1),
	PRIMARY KEY (organisation_code, certificate_code, level, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- status_list: Bitstring Status List of an evaluation organisation
CREATE TABLE status_list (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	evaluator_id BIGINT NOT NULL,
	bit_count INT NOT NULL DEFAULT 131072,
	used_count INT NOT NULL DEFAULT 0,
	-- the signed list as served, made again when a bit changes or it grows old
	document MEDIUMBLOB NULL,
	document_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	KEY by_evaluator (evaluator_id, id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	CHECK (used_count <= bit_count)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- issued_certificate 电子证书: draft -> evaluator_signed -> site_signed -> sealed -> revoked or replaced
CREATE TABLE issued_certificate (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	number VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	uuid BINARY(16) NOT NULL,
	-- random subject id of the credential
	subject_uuid BINARY(16) NOT NULL,
	plan_id BIGINT NOT NULL,
	registration_id BIGINT NOT NULL,
	result_id BIGINT NOT NULL,
	certificate_level_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	-- the school of the site, which signs stage 2
	site_school_id BIGINT NOT NULL,
	-- the school of the candidate
	school_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	-- blind index of name and document number
	person_index BINARY(32) NOT NULL,
	-- hash of certificate_document.document, the frozen canonical bytes
	document_hash BINARY(32) NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'draft'
		CHECK (state IN ('draft', 'evaluator_signed', 'site_signed', 'sealed', 'revoked', 'replaced', 'cancelled')),
	replaces_id BIGINT NULL,
	-- 1 while it is the certificate of its registration. A correction under way is not yet: sealing it replaces the old one
	live TINYINT GENERATED ALWAYS AS (IF(state IN ('revoked', 'replaced', 'cancelled')
		OR (replaces_id IS NOT NULL AND state <> 'sealed'), NULL, 1)) STORED,
	status_list_id BIGINT NULL,
	status_index INT NULL,
	valid_from_at DATETIME(6) NOT NULL,
	sealed_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_number (number),
	UNIQUE KEY uq_uuid (uuid),
	UNIQUE KEY uq_subject (subject_uuid),
	-- one certificate per registration in force
	UNIQUE KEY uq_registration (registration_id, live),
	UNIQUE KEY uq_status (status_list_id, status_index),
	-- public look-up by person
	KEY by_person (person_index),
	-- what is to be signed: by the evaluator in a plan, by the site
	KEY by_plan (plan_id, state, id),
	KEY by_site (site_school_id, state, id),
	-- lists
	KEY by_evaluator (evaluator_id, state, id),
	KEY by_school (school_id, id),
	KEY by_province (province, id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (registration_id) REFERENCES registration (id),
	FOREIGN KEY (result_id) REFERENCES result (id),
	FOREIGN KEY (certificate_level_id) REFERENCES certificate_level (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (site_id) REFERENCES site (id),
	FOREIGN KEY (site_school_id) REFERENCES organisation (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (status_list_id) REFERENCES status_list (id),
	FOREIGN KEY (replaces_id) REFERENCES issued_certificate (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- certificate_document: the canonical bytes, frozen before the first signature. Append-only
CREATE TABLE certificate_document (
	issued_certificate_id BIGINT NOT NULL PRIMARY KEY,
	document MEDIUMBLOB NOT NULL,
	document_hash BINARY(32) NOT NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	FOREIGN KEY (issued_certificate_id) REFERENCES issued_certificate (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TRIGGER certificate_document_no_update BEFORE UPDATE ON certificate_document FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'certificate_document is append-only';
CREATE TRIGGER certificate_document_no_delete BEFORE DELETE ON certificate_document FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'certificate_document is append-only';

-- signing_batch 签发批次: what a signer agreed to: list, count and digest
CREATE TABLE signing_batch (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	plan_id BIGINT NOT NULL,
	stage VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (stage IN ('evaluation', 'site', 'seal')),
	evaluator_id BIGINT NOT NULL,
	-- stage site: the site and its school
	site_id BIGINT NULL,
	school_id BIGINT NULL,
	certificate_count INT NOT NULL CHECK (certificate_count > 0),
	done_count INT NOT NULL DEFAULT 0,
	digest BINARY(32) NOT NULL,
	signing_key_id BIGINT NOT NULL,
	account_id BIGINT NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'approved'
		CHECK (state IN ('approved', 'signing', 'done', 'withdrawn')),
	lease_owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	lease_until DATETIME(6) NULL,
	finished_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	KEY by_plan (plan_id, stage, id),
	KEY by_evaluator (evaluator_id, id),
	KEY by_school (school_id, id),
	-- unfinished ones to resume
	KEY by_state (state, id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (site_id) REFERENCES site (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (signing_key_id) REFERENCES signing_key (id),
	FOREIGN KEY (account_id) REFERENCES account (id),
	CHECK ((stage = 'site') = (site_id IS NOT NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE signing_batch_item (
	signing_batch_id BIGINT NOT NULL,
	position INT NOT NULL,
	issued_certificate_id BIGINT NOT NULL,
	PRIMARY KEY (signing_batch_id, position),
	UNIQUE KEY uq_item (signing_batch_id, issued_certificate_id),
	FOREIGN KEY (signing_batch_id) REFERENCES signing_batch (id),
	FOREIGN KEY (issued_certificate_id) REFERENCES issued_certificate (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- signing_intent: stored before a signature is made, so that a crash in between is seen and made good
CREATE TABLE signing_intent (
	issued_certificate_id BIGINT NOT NULL,
	stage VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (stage IN ('evaluation', 'site', 'seal')),
	signing_batch_id BIGINT NOT NULL,
	signing_key_id BIGINT NOT NULL,
	-- hash of the bytes to be signed, and the time written into the proof
	input_hash BINARY(32) NOT NULL,
	proof_at DATETIME(6) NOT NULL,
	completed_at DATETIME(6) NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (issued_certificate_id, stage),
	KEY by_batch (signing_batch_id, issued_certificate_id),
	FOREIGN KEY (issued_certificate_id) REFERENCES issued_certificate (id),
	FOREIGN KEY (signing_batch_id) REFERENCES signing_batch (id),
	FOREIGN KEY (signing_key_id) REFERENCES signing_key (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- signature 签名: the chain evaluation -> site -> seal, and the flat seal proofs of the two suites. Append-only
CREATE TABLE signature (
	issued_certificate_id BIGINT NOT NULL,
	stage VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (stage IN ('evaluation', 'site', 'seal', 'seal_rdfc', 'seal_jcs')),
	signing_batch_id BIGINT NOT NULL,
	signing_key_id BIGINT NOT NULL,
	account_id BIGINT NOT NULL,
	-- the proof object as JSON bytes, exactly as served
	proof BLOB NOT NULL,
	signature BINARY(64) NOT NULL,
	input_hash BINARY(32) NOT NULL,
	signed_at DATETIME(6) NOT NULL,
	PRIMARY KEY (issued_certificate_id, stage),
	KEY by_batch (signing_batch_id, issued_certificate_id),
	FOREIGN KEY (issued_certificate_id) REFERENCES issued_certificate (id),
	FOREIGN KEY (signing_batch_id) REFERENCES signing_batch (id),
	FOREIGN KEY (signing_key_id) REFERENCES signing_key (id),
	FOREIGN KEY (account_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'signature is append-only';
CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'signature is append-only';

-- certificate_file: the PDF of a sealed certificate
CREATE TABLE certificate_file (
	issued_certificate_id BIGINT NOT NULL PRIMARY KEY,
	file_id BIGINT NOT NULL,
	sha256 BINARY(32) NOT NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	FOREIGN KEY (issued_certificate_id) REFERENCES issued_certificate (id),
	FOREIGN KEY (file_id) REFERENCES file (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- revocation 撤销 and correction 更正: the old certificate answers revoked or replaced by. Append-only, two persons
CREATE TABLE revocation (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	issued_certificate_id BIGINT NOT NULL,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('revoked', 'replaced')),
	replaced_by_id BIGINT NULL,
	evaluator_id BIGINT NOT NULL,
	reason VARCHAR(500) NOT NULL,
	requested_by BIGINT NOT NULL,
	approved_by BIGINT NOT NULL,
	revoked_at DATETIME(6) NOT NULL,
	UNIQUE KEY uq_certificate (issued_certificate_id),
	KEY by_evaluator (evaluator_id, id),
	FOREIGN KEY (issued_certificate_id) REFERENCES issued_certificate (id),
	FOREIGN KEY (replaced_by_id) REFERENCES issued_certificate (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (requested_by) REFERENCES account (id),
	FOREIGN KEY (approved_by) REFERENCES account (id),
	CHECK ((kind = 'replaced') = (replaced_by_id IS NOT NULL)),
	CHECK (requested_by <> approved_by)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TRIGGER revocation_no_update BEFORE UPDATE ON revocation FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'revocation is append-only';
CREATE TRIGGER revocation_no_delete BEFORE DELETE ON revocation FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'revocation is append-only';

-- credit_export 学分银行导出
CREATE TABLE credit_export (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	organisation_id BIGINT NOT NULL,
	evaluator_id BIGINT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL,
	year SMALLINT NULL,
	plan_id BIGINT NULL,
	format VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (format IN ('json', 'xlsx')),
	certificate_count INT NOT NULL DEFAULT 0,
	file_id BIGINT NULL,
	job_id BIGINT NULL,
	account_id BIGINT NOT NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	KEY by_organisation (organisation_id, id),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (file_id) REFERENCES file (id),
	FOREIGN KEY (job_id) REFERENCES job (id),
	FOREIGN KEY (account_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
