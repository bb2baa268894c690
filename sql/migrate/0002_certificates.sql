-- 0002_certificates: certificates and standards, pass rules, scope, fees, expert review.

-- certificate 证书
CREATE TABLE certificate (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	evaluator_id BIGINT NOT NULL,
	-- three digits in the certificate number
	code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name VARCHAR(120) NOT NULL,
	name_en VARCHAR(200) NOT NULL DEFAULT '',
	-- batch 批次 in which it was published
	batch INT NOT NULL DEFAULT 0,
	summary TEXT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'draft'
		CHECK (state IN ('draft', 'published', 'withdrawn')),
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_code (evaluator_id, code),
	KEY by_evaluator (evaluator_id, id),
	-- 证书信息
	KEY by_state (state, id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- certificate_level 证书等级: stable over the versions of the standard (quota, sites and series hang on it)
CREATE TABLE certificate_level (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	certificate_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	-- 1 初级, 2 中级, 3 高级
	level TINYINT NOT NULL CHECK (level BETWEEN 1 AND 3),
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_level (certificate_id, level),
	KEY by_evaluator (evaluator_id, id),
	FOREIGN KEY (certificate_id) REFERENCES certificate (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- standard_version 证书标准的版本: a change is a new version, approved by the operator after expert review
CREATE TABLE standard_version (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	certificate_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	version_no INT NOT NULL,
	title VARCHAR(200) NOT NULL,
	-- the standard as a document 证书标准文件
	file_id BIGINT NULL,
	change_note VARCHAR(1000) NOT NULL DEFAULT '',
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'draft'
		CHECK (state IN ('draft', 'in_review', 'approved', 'published', 'superseded', 'refused')),
	decision_reason VARCHAR(1000) NOT NULL DEFAULT '',
	submitted_at DATETIME(6) NULL,
	decided_by BIGINT NULL,
	decided_at DATETIME(6) NULL,
	published_at DATETIME(6) NULL,
	-- 1 for the version in force, so that a certificate has one at most
	live TINYINT GENERATED ALWAYS AS (IF(state = 'published', 1, NULL)) STORED,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_version (certificate_id, version_no),
	-- the version in force
	UNIQUE KEY uq_live (certificate_id, live),
	KEY by_evaluator (evaluator_id, id),
	-- the operator lists what waits for approval
	KEY by_state (state, id),
	FOREIGN KEY (certificate_id) REFERENCES certificate (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (file_id) REFERENCES file (id),
	FOREIGN KEY (decided_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- level_rule: what one version of the standard says of one level (合格规则, 考核方式, 学分)
CREATE TABLE level_rule (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	standard_version_id BIGINT NOT NULL,
	certificate_level_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	total_line_centi INT NOT NULL CHECK (total_line_centi BETWEEN 0 AND 10000),
	credits_centi INT NOT NULL DEFAULT 0,
	-- exam forms as bits: 1 纸笔, 2 机考, 4 一般实操, 8 特殊实操
	exam_forms INT NOT NULL DEFAULT 0,
	description VARCHAR(2000) NOT NULL DEFAULT '',
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_rule (standard_version_id, certificate_level_id),
	KEY by_level (certificate_level_id, id),
	FOREIGN KEY (standard_version_id) REFERENCES standard_version (id),
	FOREIGN KEY (certificate_level_id) REFERENCES certificate_level (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- level_component 考核项目: weights in hundredths of a percent sum to 10000 within a rule
CREATE TABLE level_component (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	level_rule_id BIGINT NOT NULL,
	code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name VARCHAR(60) NOT NULL,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('theory', 'practical')),
	weight_centi INT NOT NULL CHECK (weight_centi BETWEEN 0 AND 10000),
	max_centi INT NOT NULL DEFAULT 10000 CHECK (max_centi > 0),
	-- minimum to pass in this component
	min_centi INT NOT NULL DEFAULT 0,
	position INT NOT NULL DEFAULT 0,
	UNIQUE KEY uq_code (level_rule_id, code),
	FOREIGN KEY (level_rule_id) REFERENCES level_rule (id),
	CHECK (min_centi BETWEEN 0 AND max_centi)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- level_major 证书试点范围
CREATE TABLE level_major (
	level_rule_id BIGINT NOT NULL,
	major_id BIGINT NOT NULL,
	PRIMARY KEY (level_rule_id, major_id),
	FOREIGN KEY (level_rule_id) REFERENCES level_rule (id),
	FOREIGN KEY (major_id) REFERENCES major (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- level_fee 考核费 per province, 000000 where the province has no own
CREATE TABLE level_fee (
	level_rule_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	fee_fen BIGINT NOT NULL CHECK (fee_fen >= 0),
	PRIMARY KEY (level_rule_id, province),
	FOREIGN KEY (level_rule_id) REFERENCES level_rule (id),
	FOREIGN KEY (province) REFERENCES province (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- review_form_item 评审表: the lines of a form
CREATE TABLE review_form_item (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	subject_kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (subject_kind IN ('standard_version', 'site_application')),
	code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name VARCHAR(120) NOT NULL,
	guide VARCHAR(500) NOT NULL DEFAULT '',
	max_centi INT NOT NULL CHECK (max_centi > 0),
	position INT NOT NULL DEFAULT 0,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active'
		CHECK (state IN ('active', 'retired')),
	UNIQUE KEY uq_code (subject_kind, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- review_task 专家评审任务: one expert on one subject, blind to the others
CREATE TABLE review_task (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	subject_kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (subject_kind IN ('standard_version', 'site_application')),
	subject_id BIGINT NOT NULL,
	-- who assigned it and decides on the summary
	organisation_id BIGINT NOT NULL,
	expert_account_id BIGINT NOT NULL,
	assigned_by BIGINT NOT NULL,
	deadline_at DATETIME(6) NOT NULL,
	total_centi INT NULL,
	opinion VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL
		CHECK (opinion IN ('approve', 'return', 'refuse')),
	comment VARCHAR(4000) NOT NULL DEFAULT '',
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'assigned'
		CHECK (state IN ('assigned', 'submitted', 'declined', 'cancelled')),
	submitted_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_expert (subject_kind, subject_id, expert_account_id),
	-- my tasks
	KEY by_expert (expert_account_id, id),
	-- the tasks that my organisation assigned
	KEY by_organisation (organisation_id, id),
	-- deadlines that come near
	KEY by_deadline (state, deadline_at),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id),
	FOREIGN KEY (expert_account_id) REFERENCES account (id),
	FOREIGN KEY (assigned_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE review_score (
	review_task_id BIGINT NOT NULL,
	review_form_item_id BIGINT NOT NULL,
	score_centi INT NOT NULL CHECK (score_centi >= 0),
	comment VARCHAR(1000) NOT NULL DEFAULT '',
	PRIMARY KEY (review_task_id, review_form_item_id),
	FOREIGN KEY (review_task_id) REFERENCES review_task (id),
	FOREIGN KEY (review_form_item_id) REFERENCES review_form_item (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- expert_conflict 回避: organisations, beside the own one, that an expert must not judge
CREATE TABLE expert_conflict (
	account_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	reason VARCHAR(200) NOT NULL DEFAULT '',
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (account_id, organisation_id),
	FOREIGN KEY (account_id) REFERENCES account (id),
	FOREIGN KEY (organisation_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

ALTER TABLE job ADD CONSTRAINT fk_job_certificate FOREIGN KEY (certificate_id) REFERENCES certificate (id);
