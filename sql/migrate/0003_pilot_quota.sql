-- 0003_pilot_quota: pilot applications, approved pilots, quota applications, the quota ledger.

-- pilot_application 试点申报: one application names levels of one evaluation organisation
CREATE TABLE pilot_application (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	school_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	evaluator_id BIGINT NOT NULL,
	year SMALLINT NOT NULL,
	statement VARCHAR(4000) NOT NULL DEFAULT '',
	file_id BIGINT NULL,
	-- submitted 已提交, opined 评价组织已给意见, approved 批准, returned 退回, refused 不批准
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'draft'
		CHECK (state IN ('draft', 'submitted', 'opined', 'approved', 'returned', 'refused', 'withdrawn')),
	submitted_at DATETIME(6) NULL,
	opinion VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL
		CHECK (opinion IN ('support', 'object')),
	opinion_text VARCHAR(1000) NOT NULL DEFAULT '',
	opinion_by BIGINT NULL,
	opinion_at DATETIME(6) NULL,
	decision_text VARCHAR(1000) NOT NULL DEFAULT '',
	decided_by BIGINT NULL,
	decided_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- lists of school, office, evaluator
	KEY by_school (school_id, id),
	KEY by_province (province, state, id),
	KEY by_evaluator (evaluator_id, state, id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (province) REFERENCES province (code),
	FOREIGN KEY (file_id) REFERENCES file (id),
	FOREIGN KEY (opinion_by) REFERENCES account (id),
	FOREIGN KEY (decided_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- pilot_application_item: planned numbers per level and major
CREATE TABLE pilot_application_item (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	pilot_application_id BIGINT NOT NULL,
	certificate_level_id BIGINT NOT NULL,
	major_id BIGINT NOT NULL,
	planned_count INT NOT NULL CHECK (planned_count > 0),
	UNIQUE KEY uq_item (pilot_application_id, certificate_level_id, major_id),
	FOREIGN KEY (pilot_application_id) REFERENCES pilot_application (id),
	FOREIGN KEY (certificate_level_id) REFERENCES certificate_level (id),
	FOREIGN KEY (major_id) REFERENCES major (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- pilot 试点: approved school x certificate level
CREATE TABLE pilot (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	school_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	evaluator_id BIGINT NOT NULL,
	certificate_level_id BIGINT NOT NULL,
	pilot_application_id BIGINT NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active'
		CHECK (state IN ('active', 'ended')),
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- is this school a pilot of this level
	UNIQUE KEY uq_pilot (school_id, certificate_level_id),
	KEY by_province (province, id),
	KEY by_evaluator (evaluator_id, id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (certificate_level_id) REFERENCES certificate_level (id),
	FOREIGN KEY (pilot_application_id) REFERENCES pilot_application (id),
	FOREIGN KEY (province) REFERENCES province (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- quota_application 名额申报
CREATE TABLE quota_application (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	school_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	evaluator_id BIGINT NOT NULL,
	certificate_id BIGINT NOT NULL,
	year SMALLINT NOT NULL,
	file_id BIGINT NULL,
	statement VARCHAR(2000) NOT NULL DEFAULT '',
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'draft'
		CHECK (state IN ('draft', 'submitted', 'granted', 'returned', 'refused', 'withdrawn')),
	submitted_at DATETIME(6) NULL,
	decision_text VARCHAR(1000) NOT NULL DEFAULT '',
	decided_by BIGINT NULL,
	decided_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	KEY by_school (school_id, id),
	KEY by_province (province, state, id),
	KEY by_evaluator (evaluator_id, id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (certificate_id) REFERENCES certificate (id),
	FOREIGN KEY (file_id) REFERENCES file (id),
	FOREIGN KEY (decided_by) REFERENCES account (id),
	FOREIGN KEY (province) REFERENCES province (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE quota_application_item (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	quota_application_id BIGINT NOT NULL,
	certificate_level_id BIGINT NOT NULL,
	major_id BIGINT NOT NULL,
	-- students of the major 专业人数, places asked 申报名额, places granted 批准名额
	head_count INT NOT NULL CHECK (head_count >= 0),
	asked_count INT NOT NULL CHECK (asked_count > 0),
	granted_count INT NULL CHECK (granted_count >= 0),
	UNIQUE KEY uq_item (quota_application_id, certificate_level_id, major_id),
	FOREIGN KEY (quota_application_id) REFERENCES quota_application (id),
	FOREIGN KEY (certificate_level_id) REFERENCES certificate_level (id),
	FOREIGN KEY (major_id) REFERENCES major (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- quota_account 名额账户: school x certificate level x major x year. Changed only together with a quota_entry, by
-- UPDATE ... SET balance = balance + delta WHERE id = ? AND balance + delta >= 0, so it never goes below zero
CREATE TABLE quota_account (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	school_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	evaluator_id BIGINT NOT NULL,
	certificate_level_id BIGINT NOT NULL,
	major_id BIGINT NOT NULL,
	year SMALLINT NOT NULL,
	granted BIGINT NOT NULL DEFAULT 0 CHECK (granted >= 0),
	used BIGINT NOT NULL DEFAULT 0 CHECK (used >= 0),
	balance BIGINT NOT NULL DEFAULT 0 CHECK (balance >= 0),
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- the account of a registration
	UNIQUE KEY uq_account (school_id, certificate_level_id, major_id, year),
	KEY by_school (school_id, id),
	KEY by_province (province, year, id),
	KEY by_evaluator (evaluator_id, year, id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (certificate_level_id) REFERENCES certificate_level (id),
	FOREIGN KEY (major_id) REFERENCES major (id),
	FOREIGN KEY (province) REFERENCES province (code),
	CHECK (balance = granted - used)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- quota_entry 名额流水: the ledger, append-only. amount is signed: grant +, adjust + or -, transfer + and -, use -, release +
CREATE TABLE quota_entry (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	quota_account_id BIGINT NOT NULL,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('grant', 'adjust', 'transfer', 'use', 'release')),
	amount INT NOT NULL CHECK (amount <> 0),
	balance_after BIGINT NOT NULL CHECK (balance_after >= 0),
	quota_application_id BIGINT NULL,
	-- the other account of a transfer
	other_account_id BIGINT NULL,
	-- use and release: the plan, and the registration when it is a single one
	plan_id BIGINT NULL,
	registration_id BIGINT NULL,
	reason VARCHAR(500) NOT NULL DEFAULT '',
	account_id BIGINT NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- the ledger of an account, and its sum against the balance
	KEY by_account (quota_account_id, id),
	FOREIGN KEY (quota_account_id) REFERENCES quota_account (id),
	FOREIGN KEY (quota_application_id) REFERENCES quota_application (id),
	FOREIGN KEY (other_account_id) REFERENCES quota_account (id),
	FOREIGN KEY (account_id) REFERENCES account (id),
	CHECK ((kind IN ('grant', 'release') AND amount > 0) OR (kind = 'use' AND amount < 0) OR kind IN ('adjust', 'transfer'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TRIGGER quota_entry_no_update BEFORE UPDATE ON quota_entry FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'quota_entry is append-only';
CREATE TRIGGER quota_entry_no_delete BEFORE DELETE ON quota_entry FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'quota_entry is append-only';
