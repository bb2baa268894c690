-- 0004_candidates: photos, imports, candidates, enrolment register, confirmations.

-- photo 照片: re-encoded, metadata stripped, earlier ones kept by hash
CREATE TABLE photo (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	school_id BIGINT NOT NULL,
	sha256 BINARY(32) NOT NULL,
	width INT NOT NULL,
	height INT NOT NULL,
	media_type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'image/jpeg',
	bytes MEDIUMBLOB NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'ok'
		CHECK (state IN ('ok', 'doubt')),
	doubt_reason VARCHAR(300) NOT NULL DEFAULT '',
	confirmed_by BIGINT NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- the same picture again is the same row
	UNIQUE KEY uq_photo (school_id, sha256),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (confirmed_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- import_batch 导入批次: check writes only here, confirm takes all accepted rows or none
CREATE TABLE import_batch (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('candidate', 'photo', 'register', 'registration', 'staff', 'quota', 'score', 'room', 'major')),
	organisation_id BIGINT NOT NULL,
	school_id BIGINT NULL,
	evaluator_id BIGINT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL,
	account_id BIGINT NOT NULL,
	file_id BIGINT NOT NULL,
	file_sha256 BINARY(32) NOT NULL,
	marked_file_id BIGINT NULL,
	-- what the rows belong to
	plan_id BIGINT NULL,
	certificate_id BIGINT NULL,
	year SMALLINT NULL,
	catalogue SMALLINT NULL,
	-- the token that check hands out and confirm must bring
	check_token_hash BINARY(32) NULL,
	total_count INT NOT NULL DEFAULT 0,
	accepted_count INT NOT NULL DEFAULT 0,
	unchanged_count INT NOT NULL DEFAULT 0,
	refused_count INT NOT NULL DEFAULT 0,
	fault_count INT NOT NULL DEFAULT 0,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'checking'
		CHECK (state IN ('checking', 'checked', 'confirming', 'confirmed', 'undoing', 'undone', 'failed', 'expired')),
	error_text VARCHAR(1000) NULL,
	confirmed_by BIGINT NULL,
	confirmed_at DATETIME(6) NULL,
	undone_at DATETIME(6) NULL,
	expires_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- the imports of an organisation
	KEY by_organisation (organisation_id, kind, id),
	-- the same file again
	KEY by_file (organisation_id, kind, file_sha256),
	-- purge of checks never confirmed
	KEY by_expiry (state, expires_at),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (account_id) REFERENCES account (id),
	FOREIGN KEY (file_id) REFERENCES file (id),
	FOREIGN KEY (marked_file_id) REFERENCES file (id),
	FOREIGN KEY (certificate_id) REFERENCES certificate (id),
	FOREIGN KEY (confirmed_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- import_row: staging, typed where the database compares. Document numbers and phones are sealed here too.
-- payload is JSON text of the remaining fields, cleaned, never a document number or a phone
CREATE TABLE import_row (
	import_batch_id BIGINT NOT NULL,
	row_no INT NOT NULL,
	sheet VARCHAR(31) NOT NULL DEFAULT '',
	action VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (action IN ('insert', 'update', 'unchanged', 'refused')),
	-- the row that it will change (candidate, staff, registration, ...)
	subject_id BIGINT NULL,
	subject_version INT NULL,
	name VARCHAR(64) COLLATE utf8mb4_bin NULL,
	document_type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
	document_sealed VARBINARY(128) NULL,
	document_index BINARY(32) NULL,
	document_mask VARCHAR(40) NULL,
	person_index BINARY(32) NULL,
	phone_sealed VARBINARY(128) NULL,
	payload TEXT COLLATE utf8mb4_bin NOT NULL,
	PRIMARY KEY (import_batch_id, row_no),
	-- one set-based look for clashes with rows that exist
	KEY by_document (import_batch_id, document_index),
	FOREIGN KEY (import_batch_id) REFERENCES import_batch (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- import_fault: every problem of every row with its cell. cell_value is masked in columns of document numbers and phones
CREATE TABLE import_fault (
	import_batch_id BIGINT NOT NULL,
	seq INT NOT NULL,
	sheet VARCHAR(31) NOT NULL DEFAULT '',
	row_no INT NOT NULL,
	column_name VARCHAR(60) NOT NULL DEFAULT '',
	cell VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	severity VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (severity IN ('error', 'repaired', 'warning')),
	code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	cell_value VARCHAR(200) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
	message VARCHAR(300) NOT NULL,
	fix VARCHAR(200) NOT NULL DEFAULT '',
	PRIMARY KEY (import_batch_id, seq),
	KEY by_row (import_batch_id, row_no),
	FOREIGN KEY (import_batch_id) REFERENCES import_batch (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- candidate 考生
CREATE TABLE candidate (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	school_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	document_type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (document_type IN ('resident_id', 'hm_residence', 'tw_residence', 'hm_permit', 'tw_permit', 'passport', 'foreign_residence')),
	-- XChaCha20-Poly1305 with a key id. Its context is the column and the document_index, not the row id, so that a
	-- staged row moves over as it is
	document_sealed VARBINARY(128) NOT NULL,
	-- keyed BLAKE2b over type and normalised number
	document_index BINARY(32) NOT NULL,
	document_mask VARCHAR(40) NOT NULL,
	-- blind index of name and document number: copied to tickets, results and certificates, which then need no unsealing
	person_index BINARY(32) NOT NULL,
	-- GB/T 2261.1: 1 male, 2 female, 0 unknown, 9 not stated
	sex TINYINT NOT NULL DEFAULT 0 CHECK (sex IN (0, 1, 2, 9)),
	birth_date DATE NULL,
	-- GB/T 3304 two digits, empty when not given
	ethnicity VARCHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	phone_sealed VARBINARY(128) NULL,
	phone_mask VARCHAR(20) NOT NULL DEFAULT '',
	student_number VARCHAR(32) COLLATE utf8mb4_bin NOT NULL,
	education_level VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	major_id BIGINT NOT NULL,
	enrol_year SMALLINT NOT NULL,
	class_name VARCHAR(64) NOT NULL DEFAULT '',
	photo_id BIGINT NULL,
	photo_file_name VARCHAR(128) NOT NULL DEFAULT '',
	-- verification 信息认证: pending 信息待认证, manual 需人工确认, accurate 信息准确
	verification VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pending'
		CHECK (verification IN ('pending', 'manual', 'accurate')),
	-- JSON text: list of reasons with field, own value, register value
	verification_reasons VARCHAR(2000) NOT NULL DEFAULT '[]',
	verified_at DATETIME(6) NULL,
	-- version of the row at which it was verified, any later edit returns it to pending
	verified_version INT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active'
		CHECK (state IN ('active', 'removed')),
	live TINYINT GENERATED ALWAYS AS (IF(state = 'active', 1, NULL)) STORED,
	import_batch_id BIGINT NULL,
	created_by BIGINT NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- one active candidate of a school per document
	UNIQUE KEY uq_document (school_id, document_index, live),
	UNIQUE KEY uq_student_number (school_id, student_number, live),
	-- the list of a school, plain and by verification state
	KEY by_school (school_id, id),
	KEY by_verification (school_id, verification, id),
	-- the office: statistics and lists of the province
	KEY by_province (province, id),
	-- conflicts with other schools
	KEY by_document (document_index),
	-- undo of an import
	KEY by_batch (import_batch_id, id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (province) REFERENCES province (code),
	FOREIGN KEY (education_level) REFERENCES education_level (code),
	FOREIGN KEY (major_id) REFERENCES major (id),
	FOREIGN KEY (photo_id) REFERENCES photo (id),
	FOREIGN KEY (import_batch_id) REFERENCES import_batch (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- candidate_conflict: the same document at two schools, both see it, neither sees the data of the other
CREATE TABLE candidate_conflict (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	document_index BINARY(32) NOT NULL,
	first_candidate_id BIGINT NOT NULL,
	first_school_id BIGINT NOT NULL,
	second_candidate_id BIGINT NOT NULL,
	second_school_id BIGINT NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open'
		CHECK (state IN ('open', 'settled')),
	note VARCHAR(500) NOT NULL DEFAULT '',
	settled_by BIGINT NULL,
	settled_at DATETIME(6) NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_pair (first_candidate_id, second_candidate_id),
	-- the conflicts of a school, from either side
	KEY by_first (first_school_id, id),
	KEY by_second (second_school_id, id),
	FOREIGN KEY (first_candidate_id) REFERENCES candidate (id),
	FOREIGN KEY (second_candidate_id) REFERENCES candidate (id),
	FOREIGN KEY (first_school_id) REFERENCES organisation (id),
	FOREIGN KEY (second_school_id) REFERENCES organisation (id),
	FOREIGN KEY (settled_by) REFERENCES account (id),
	CHECK (first_candidate_id < second_candidate_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- register_batch 学籍库导入: by the office for a province or by a school for itself
CREATE TABLE register_batch (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	organisation_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	-- NULL when the office imports for many schools
	school_id BIGINT NULL,
	year SMALLINT NOT NULL,
	import_batch_id BIGINT NULL,
	entry_count INT NOT NULL DEFAULT 0,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active'
		CHECK (state IN ('active', 'replaced', 'undone')),
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	KEY by_organisation (organisation_id, id),
	KEY by_province (province, year, id),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (import_batch_id) REFERENCES import_batch (id),
	FOREIGN KEY (province) REFERENCES province (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- register_entry 学籍: one student in one year, the newest batch of a (year, document) counts
CREATE TABLE register_entry (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	register_batch_id BIGINT NOT NULL,
	year SMALLINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	school_id BIGINT NULL,
	school_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	school_name VARCHAR(128) NOT NULL DEFAULT '',
	name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	document_type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	document_index BINARY(32) NOT NULL,
	student_number VARCHAR(32) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
	education_level VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	major_code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	major_name VARCHAR(64) NOT NULL,
	enrol_year SMALLINT NOT NULL,
	-- one entry per document and batch, also the undo of a batch
	UNIQUE KEY uq_entry (register_batch_id, document_index),
	-- verification: all entries of a document in a year
	KEY by_document (document_index, year),
	-- the entries of a school
	KEY by_school (school_id, id),
	FOREIGN KEY (register_batch_id) REFERENCES register_batch (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- verification_confirmation 人工确认: who, why, with what evidence, over which differing fields. Append-only
CREATE TABLE verification_confirmation (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	candidate_id BIGINT NOT NULL,
	school_id BIGINT NOT NULL,
	candidate_version INT NOT NULL,
	account_id BIGINT NOT NULL,
	reason VARCHAR(500) NOT NULL,
	evidence_file_id BIGINT NULL,
	-- JSON text: the differing fields as they stood side by side
	fields TEXT COLLATE utf8mb4_bin NOT NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	KEY by_candidate (candidate_id, id),
	KEY by_school (school_id, id),
	FOREIGN KEY (candidate_id) REFERENCES candidate (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (account_id) REFERENCES account (id),
	FOREIGN KEY (evidence_file_id) REFERENCES file (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TRIGGER verification_confirmation_no_update BEFORE UPDATE ON verification_confirmation FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'verification_confirmation is append-only';
CREATE TRIGGER verification_confirmation_no_delete BEFORE DELETE ON verification_confirmation FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'verification_confirmation is append-only';
