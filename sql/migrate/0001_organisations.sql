-- 0001_organisations: code tables, organisations, accounts, sessions, settings, files, jobs, audit, portal content.
--
-- Rules of the whole schema (forward-only, MariaDB 10.11 and MySQL 8.4/9, the session runs in UTC):
--   ids BIGINT, times DATETIME(6) UTC named x_at, money in fen, scores INT hundredths named x_centi, hashes BINARY(32),
--   codes ascii_bin, names of persons utf8mb4_bin (exact comparison, also beyond the basic plane), version on what people edit.
--   Scope: a row of a tenant carries school_id, evaluator_id, province as they apply. They are copied from the owner row by
--   the statement that inserts, never from a request. A scope copy has a foreign key where an index serves it anyway.
--   Foreign keys make their own index where none is written, and written indexes say which query they serve.
--   live is generated: 1 while the row counts for uniqueness, NULL afterwards.
--
-- Map of all tables
--   0001 codes          province, education_level, major, major_map, catalogue_use, setting
--        organisations  organisation, province_window, account, account_duty, session, known_device, throttle, idempotency
--        trail          audit_head, audit_entry
--        machinery      file, file_chunk, job, job_row, notification
--        content        announcement, consultation
--   0002 certificates   certificate, certificate_level, standard_version, level_rule, level_component, level_major, level_fee,
--                       review_form_item, review_task, review_score, expert_conflict
--   0003 pilot, quota   pilot_application, pilot_application_item, pilot, quota_application, quota_application_item,
--                       quota_account, quota_entry
--   0004 candidates     photo, import_batch, import_row, import_fault, candidate, candidate_conflict,
--                       register_batch, register_entry, verification_confirmation
--   0005 exam sites     site_application, site_application_certificate, site_application_item, site, site_certificate,
--                       staff, staff_certificate, exam_room, room_seat_block
--   0006 plans          plan, plan_level, plan_window_change, plan_room, registration, exam_session, schedule, session_room,
--                       seat_assignment, room_invigilator, ticket, paper, exam_event
--   0007 scores         score_sheet, score, result, publicity_set, score_review, score_change
--   0008 signing        signing_key, signing_secret, certificate_series, status_list, issued_certificate,
--                       certificate_document, signing_batch, signing_batch_item, signing_intent, signature,
--                       certificate_file, revocation, credit_export

-- ---- codes ----

-- province 省级行政区, GB/T 2260 six digits, the first two stand in the ticket number. 000000 is 全国
CREATE TABLE province (
	code CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
	name VARCHAR(32) NOT NULL,
	short_name VARCHAR(16) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

INSERT INTO province (code, name, short_name) VALUES ('000000', '全国', '全国');

-- education_level 学历层次
CREATE TABLE education_level (
	code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
	name VARCHAR(32) NOT NULL,
	position INT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- major 专业: the same code means different majors in two catalogues, so the key is (catalogue, level, code)
CREATE TABLE major (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	catalogue SMALLINT NOT NULL CHECK (catalogue IN (2010, 2012, 2015, 2021)),
	education_level VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name VARCHAR(64) NOT NULL,
	class_code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	class_name VARCHAR(64) NOT NULL,
	-- find a major as an upload writes it
	UNIQUE KEY uq_major (catalogue, education_level, code),
	-- answer a code of the other catalogue: same value, any catalogue
	KEY by_code (code),
	FOREIGN KEY (education_level) REFERENCES education_level (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- major_map 新旧专业对照: an old major may split, several old ones may merge
CREATE TABLE major_map (
	old_major_id BIGINT NOT NULL,
	new_major_id BIGINT NOT NULL,
	PRIMARY KEY (old_major_id, new_major_id),
	FOREIGN KEY (old_major_id) REFERENCES major (id),
	FOREIGN KEY (new_major_id) REFERENCES major (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- catalogue_use: which catalogue an upload kind uses from when (set by the platform operator), the newest from_at that has come counts
CREATE TABLE catalogue_use (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	upload_kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (upload_kind IN ('candidate', 'quota', 'register', 'pilot')),
	education_level VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	catalogue SMALLINT NOT NULL CHECK (catalogue IN (2010, 2012, 2015, 2021)),
	from_at DATETIME(6) NOT NULL,
	account_id BIGINT NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- newest row for a kind and level at a time
	UNIQUE KEY uq_use (upload_kind, education_level, from_at),
	FOREIGN KEY (education_level) REFERENCES education_level (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- setting 系统参数: configurable values by name
CREATE TABLE setting (
	name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
	value VARCHAR(2000) NOT NULL,
	title VARCHAR(120) NOT NULL,
	updated_by BIGINT NULL,
	updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	version INT NOT NULL DEFAULT 1
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- ---- organisations ----

-- organisation 机构: 平台, 教育行政部门, 培训评价组织, 试点院校. Experts are accounts with the duty expert in any of them
CREATE TABLE organisation (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	role VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (role IN ('platform', 'office', 'evaluator', 'school')),
	name VARCHAR(128) NOT NULL,
	-- organisation code GB 11714 (9) or unified social credit code GB 32100 (18)
	code VARCHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	-- school code 学校标识码 of the enrolment register, ten digits, schools only
	school_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
	-- certificate organisation number 编码 of an evaluation organisation in certificate numbers
	certificate_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
	-- 000000 全国: the platform, the national office (which sees all), a national evaluation organisation
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '000000',
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'applying'
		CHECK (state IN ('applying', 'active', 'suspended', 'refused')),
	liaison_name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
	liaison_phone_sealed VARBINARY(128) NULL,
	liaison_email VARCHAR(128) NOT NULL DEFAULT '',
	address VARCHAR(200) NOT NULL DEFAULT '',
	website VARCHAR(200) NOT NULL DEFAULT '',
	introduction TEXT NULL,
	reason VARCHAR(500) NOT NULL DEFAULT '',
	activated_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_code (code, role),
	UNIQUE KEY uq_school_code (school_code),
	UNIQUE KEY uq_certificate_code (certificate_code),
	-- an office lists the schools of its province
	KEY by_province (province, role, id),
	-- 机构信息 and the operator list by role and state
	KEY by_role (role, state, id),
	FOREIGN KEY (province) REFERENCES province (code),
	CHECK (role <> 'school' OR province <> '000000')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- province_window: when a province takes applications (申报时间)
CREATE TABLE province_window (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('pilot', 'quota')),
	year SMALLINT NOT NULL,
	open_at DATETIME(6) NOT NULL,
	close_at DATETIME(6) NOT NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_window (province, kind, year, open_at),
	FOREIGN KEY (province) REFERENCES province (code),
	CHECK (open_at < close_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- account 账号: one person of one organisation, experts too (the duty expert)
CREATE TABLE account (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	organisation_id BIGINT NOT NULL,
	login_name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	display_name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	phone_sealed VARBINARY(128) NULL,
	email VARCHAR(128) NOT NULL DEFAULT '',
	-- Argon2id string of libsodium
	password_hash VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	must_change_password TINYINT NOT NULL DEFAULT 1,
	password_changed_at DATETIME(6) NULL,
	failed_count INT NOT NULL DEFAULT 0,
	failed_at DATETIME(6) NULL,
	locked_until DATETIME(6) NULL,
	-- TOTP secret, sealed with a key id, pending until the first right code
	totp_sealed VARBINARY(128) NULL,
	totp_confirmed_at DATETIME(6) NULL,
	-- last accepted time step: a code is used once (RFC 6238 section 5.2)
	totp_last_step BIGINT NOT NULL DEFAULT 0,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active'
		CHECK (state IN ('active', 'closed')),
	last_sign_in_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_login_name (login_name),
	-- an administrator lists the accounts of the own organisation
	KEY by_organisation (organisation_id, id),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

ALTER TABLE catalogue_use ADD CONSTRAINT fk_catalogue_use_account FOREIGN KEY (account_id) REFERENCES account (id);
ALTER TABLE setting ADD CONSTRAINT fk_setting_account FOREIGN KEY (updated_by) REFERENCES account (id);

-- account_duty 岗位
CREATE TABLE account_duty (
	account_id BIGINT NOT NULL,
	duty VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (duty IN ('administrator', 'exam_officer', 'signer', 'sealer', 'auditor', 'expert')),
	given_by BIGINT NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (account_id, duty),
	FOREIGN KEY (account_id) REFERENCES account (id),
	FOREIGN KEY (given_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- session 会话: only the hash of the cookie token, a row deleted is a session ended everywhere
CREATE TABLE session (
	token_hash BINARY(32) NOT NULL PRIMARY KEY,
	account_id BIGINT NOT NULL,
	address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	user_agent VARCHAR(200) NOT NULL DEFAULT '',
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	last_seen_at DATETIME(6) NOT NULL,
	expires_at DATETIME(6) NOT NULL,
	second_factor_at DATETIME(6) NULL,
	-- end all sessions of an account
	KEY by_account (account_id, created_at),
	-- purge
	KEY by_expiry (expires_at),
	FOREIGN KEY (account_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- known_device: a device that signed in before has its own failure counter, so strangers cannot lock the owner out
CREATE TABLE known_device (
	account_id BIGINT NOT NULL,
	device_hash BINARY(32) NOT NULL,
	failed_count INT NOT NULL DEFAULT 0,
	locked_until DATETIME(6) NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	last_seen_at DATETIME(6) NOT NULL,
	PRIMARY KEY (account_id, device_hash),
	FOREIGN KEY (account_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- throttle: counters of public look-ups and sign-ins per keyed hash of who asks, shared by all hosts
CREATE TABLE throttle (
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	bucket BINARY(32) NOT NULL,
	used INT NOT NULL DEFAULT 0,
	began_at DATETIME(6) NOT NULL,
	blocked_until DATETIME(6) NULL,
	PRIMARY KEY (kind, bucket),
	-- purge
	KEY by_time (began_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- idempotency: account_id 0 is the public (no foreign key for that reason), status NULL while the request runs
CREATE TABLE idempotency (
	account_id BIGINT NOT NULL,
	idempotency_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	route VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	body_hash BINARY(32) NOT NULL,
	status SMALLINT NULL,
	reply MEDIUMBLOB NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (account_id, idempotency_key),
	-- purge after the keeping time
	KEY by_time (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- ---- trail ----

-- audit_head: the end of every stream (an organisation, or the platform itself), locked for the next entry, so that a
-- cut tail is seen
CREATE TABLE audit_head (
	stream VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
	seq BIGINT NOT NULL,
	hash BINARY(32) NOT NULL,
	updated_at DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- audit_entry 审计: who, when, from where, what, before, after. Text, not JSON: the hash is over these bytes
CREATE TABLE audit_entry (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	stream VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	seq BIGINT NOT NULL,
	prev_hash BINARY(32) NOT NULL,
	hash BINARY(32) NOT NULL,
	at DATETIME(6) NOT NULL,
	account_id BIGINT NULL,
	organisation_id BIGINT NULL,
	address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	-- route or job, e.g. plan_publish
	action VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	subject_kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	subject_id BIGINT NULL,
	before_json MEDIUMTEXT COLLATE utf8mb4_bin NULL,
	after_json MEDIUMTEXT COLLATE utf8mb4_bin NULL,
	-- walk a chain
	UNIQUE KEY uq_stream (stream, seq),
	-- an auditor reads the trail of the own organisation
	KEY by_organisation (organisation_id, id),
	-- the history of one thing
	KEY by_subject (subject_kind, subject_id, id),
	-- what one person did
	KEY by_account (account_id, id),
	FOREIGN KEY (account_id) REFERENCES account (id),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_entry is append-only';
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_entry is append-only';

-- ---- machinery ----

-- file 文件: uploads and produced files, bytes in file_chunk
CREATE TABLE file (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	organisation_id BIGINT NULL,
	school_id BIGINT NULL,
	evaluator_id BIGINT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL,
	account_id BIGINT NULL,
	purpose VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	-- 1: anybody may fetch it (standards, announcements)
	is_public TINYINT NOT NULL DEFAULT 0,
	name VARCHAR(200) NOT NULL,
	media_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	size BIGINT NOT NULL DEFAULT 0,
	sha256 BINARY(32) NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'uploading'
		CHECK (state IN ('uploading', 'stored', 'removed')),
	expires_at DATETIME(6) NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- files of an organisation, also the per-organisation cap on open uploads
	KEY by_organisation (organisation_id, state, id),
	-- purge, and the sweep of uploads never finished
	KEY by_expiry (expires_at),
	KEY by_state (state, created_at),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (account_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- file_chunk: 524288 bytes each but the last
CREATE TABLE file_chunk (
	file_id BIGINT NOT NULL,
	seq INT NOT NULL,
	bytes MEDIUMBLOB NOT NULL,
	PRIMARY KEY (file_id, seq),
	FOREIGN KEY (file_id) REFERENCES file (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- job 任务: claimed by conditional update with a lease, resumed after a crash
CREATE TABLE job (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'queued'
		CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
	organisation_id BIGINT NULL,
	school_id BIGINT NULL,
	evaluator_id BIGINT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL,
	account_id BIGINT NULL,
	file_id BIGINT NULL,
	result_file_id BIGINT NULL,
	plan_id BIGINT NULL,
	certificate_id BIGINT NULL,
	site_id BIGINT NULL,
	-- the row the job works on, of the kind its kind implies (import_batch, schedule, signing_batch, ...)
	subject_id BIGINT NULL,
	params VARCHAR(4000) NOT NULL DEFAULT '{}',
	total_count INT NOT NULL DEFAULT 0,
	done_count INT NOT NULL DEFAULT 0,
	failed_count INT NOT NULL DEFAULT 0,
	-- where to go on after a crash, its meaning belongs to the kind of job
	cursor_id BIGINT NOT NULL DEFAULT 0,
	lease_owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
	lease_until DATETIME(6) NULL,
	attempts INT NOT NULL DEFAULT 0,
	run_after_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	error_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
	error_text VARCHAR(1000) NULL,
	started_at DATETIME(6) NULL,
	finished_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- claim: the oldest queued job that may run, or one whose lease ran out
	KEY by_claim (state, run_after_at, id),
	KEY by_lease (state, lease_until),
	-- the job list of an organisation
	KEY by_organisation (organisation_id, id),
	-- is such a job already under way
	KEY by_subject (kind, subject_id),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id),
	FOREIGN KEY (account_id) REFERENCES account (id),
	FOREIGN KEY (file_id) REFERENCES file (id),
	FOREIGN KEY (result_file_id) REFERENCES file (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- job_row: the result of each row or thing of a job
CREATE TABLE job_row (
	job_id BIGINT NOT NULL,
	row_no INT NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (state IN ('done', 'skipped', 'doubt', 'failed')),
	subject_id BIGINT NULL,
	label VARCHAR(200) NOT NULL DEFAULT '',
	code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
	message VARCHAR(500) NOT NULL DEFAULT '',
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (job_id, row_no),
	-- only the failed ones
	KEY by_state (job_id, state, row_no),
	FOREIGN KEY (job_id) REFERENCES job (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- notification 通知: to one account, or to all of an organisation with one duty (account_id NULL)
CREATE TABLE notification (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	organisation_id BIGINT NOT NULL,
	account_id BIGINT NULL,
	duty VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
	kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	title VARCHAR(200) NOT NULL,
	body VARCHAR(1000) NOT NULL DEFAULT '',
	subject_kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
	subject_id BIGINT NULL,
	-- told once: a deadline reminder has a key of its own
	once_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
	read_at DATETIME(6) NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- my notifications, newest first, and those of my organisation
	KEY by_account (account_id, id),
	KEY by_organisation (organisation_id, id),
	UNIQUE KEY uq_once (organisation_id, once_key),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id),
	FOREIGN KEY (account_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- ---- content of the public portal ----

-- announcement 通知公告, 工作动态, 技术支持群, 常见问题, 关于我们
CREATE TABLE announcement (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	organisation_id BIGINT NOT NULL,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('notice', 'news', 'support', 'question', 'about', 'link')),
	title VARCHAR(200) NOT NULL,
	body MEDIUMTEXT NOT NULL,
	link VARCHAR(300) NOT NULL DEFAULT '',
	position INT NOT NULL DEFAULT 0,
	file_id BIGINT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'draft'
		CHECK (state IN ('draft', 'published', 'withdrawn')),
	published_at DATETIME(6) NULL,
	created_by BIGINT NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- the public list of a kind, newest first
	KEY by_kind (kind, state, published_at, id),
	KEY by_organisation (organisation_id, id),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id),
	FOREIGN KEY (file_id) REFERENCES file (id),
	FOREIGN KEY (created_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- consultation 在线咨询: asked by anybody, answered by the organisation addressed, seen again with the ticket code
CREATE TABLE consultation (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	ticket_hash BINARY(32) NOT NULL,
	organisation_id BIGINT NOT NULL,
	subject VARCHAR(120) NOT NULL,
	question VARCHAR(4000) NOT NULL,
	contact_sealed VARBINARY(300) NULL,
	answer VARCHAR(4000) NULL,
	answered_by BIGINT NULL,
	answered_at DATETIME(6) NULL,
	is_public TINYINT NOT NULL DEFAULT 0,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open'
		CHECK (state IN ('open', 'answered', 'closed')),
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_ticket (ticket_hash),
	-- what an organisation still has to answer
	KEY by_organisation (organisation_id, state, id),
	-- the public list of answered questions
	KEY by_public (is_public, state, id),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id),
	FOREIGN KEY (answered_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
