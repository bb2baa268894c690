-- 0007_scores: score sheets, scores, results, publicity, reviews and changes.

-- score_sheet 成绩单: one confirmed upload, entry 1 or 2 when the plan wants two independent entries
CREATE TABLE score_sheet (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	plan_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	entry TINYINT NOT NULL DEFAULT 1 CHECK (entry IN (1, 2)),
	session_room_id BIGINT NULL,
	import_batch_id BIGINT NULL,
	row_count INT NOT NULL DEFAULT 0,
	entered_by BIGINT NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'confirmed'
		CHECK (state IN ('confirmed', 'undone')),
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	KEY by_plan (plan_id, entry, id),
	KEY by_evaluator (evaluator_id, id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (session_room_id) REFERENCES session_room (id),
	FOREIGN KEY (import_batch_id) REFERENCES import_batch (id),
	FOREIGN KEY (entered_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- score 成绩: one component of one registration in one entry. score_centi is NULL when absent
CREATE TABLE score (
	registration_id BIGINT NOT NULL,
	level_component_id BIGINT NOT NULL,
	entry TINYINT NOT NULL DEFAULT 1 CHECK (entry IN (1, 2)),
	plan_id BIGINT NOT NULL,
	score_centi INT NULL CHECK (score_centi >= 0),
	-- 正常, 缺考, 违纪
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'normal'
		CHECK (state IN ('normal', 'absent', 'misconduct')),
	score_sheet_id BIGINT NULL,
	entered_by BIGINT NOT NULL,
	version INT NOT NULL DEFAULT 1,
	updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (registration_id, level_component_id, entry),
	-- compare the two entries of a plan, compute its results
	KEY by_plan (plan_id, registration_id),
	FOREIGN KEY (registration_id) REFERENCES registration (id),
	FOREIGN KEY (level_component_id) REFERENCES level_component (id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (score_sheet_id) REFERENCES score_sheet (id),
	FOREIGN KEY (entered_by) REFERENCES account (id),
	CHECK (state <> 'normal' OR score_centi IS NOT NULL)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- result 考核结果: one per registration, frozen with the publicity set. answer is the prebuilt JSON of the public look-up
CREATE TABLE result (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	plan_id BIGINT NOT NULL,
	registration_id BIGINT NOT NULL,
	certificate_level_id BIGINT NOT NULL,
	school_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	total_centi INT NULL,
	passed TINYINT NOT NULL DEFAULT 0,
	attendance VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'normal'
		CHECK (attendance IN ('normal', 'absent', 'misconduct')),
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'computed'
		CHECK (state IN ('computed', 'published', 'withdrawn')),
	-- blind index of candidate.person_index and the ticket number: one point select
	lookup_index BINARY(32) NULL,
	-- candidate.person_index: all results of a person
	person_index BINARY(32) NULL,
	answer VARCHAR(2000) COLLATE utf8mb4_bin NULL,
	result_hash BINARY(32) NULL,
	published_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_registration (registration_id),
	UNIQUE KEY uq_lookup (lookup_index),
	KEY by_person (person_index),
	-- keyset over a plan, the passed ones for drafting certificates
	KEY by_plan (plan_id, passed, id),
	-- the lists of schools, evaluators, offices
	KEY by_school (school_id, plan_id, id),
	KEY by_evaluator (evaluator_id, plan_id, id),
	KEY by_province (province, plan_id, id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (registration_id) REFERENCES registration (id),
	FOREIGN KEY (certificate_level_id) REFERENCES certificate_level (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (site_id) REFERENCES site (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- publicity_set 成绩公示: the hash of the whole result set at the opening, a changed result makes a new revision
CREATE TABLE publicity_set (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	plan_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	revision INT NOT NULL,
	result_count INT NOT NULL,
	passed_count INT NOT NULL,
	set_hash BINARY(32) NOT NULL,
	published_by BIGINT NOT NULL,
	published_at DATETIME(6) NOT NULL,
	UNIQUE KEY uq_revision (plan_id, revision),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (published_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TRIGGER publicity_set_no_update BEFORE UPDATE ON publicity_set FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'publicity_set is append-only';
CREATE TRIGGER publicity_set_no_delete BEFORE DELETE ON publicity_set FOR EACH ROW
	SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'publicity_set is append-only';

-- score_review 复核: asked by the candidate (public, person_index) or the school, until publicity closes
CREATE TABLE score_review (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	result_id BIGINT NOT NULL,
	plan_id BIGINT NOT NULL,
	registration_id BIGINT NOT NULL,
	school_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	-- NULL when the candidate asks
	requested_by BIGINT NULL,
	reason VARCHAR(1000) NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'requested'
		CHECK (state IN ('requested', 'in_progress', 'upheld', 'changed', 'refused', 'withdrawn')),
	live TINYINT GENERATED ALWAYS AS (IF(state IN ('requested', 'in_progress'), 1, NULL)) STORED,
	answer VARCHAR(1000) NOT NULL DEFAULT '',
	answered_by BIGINT NULL,
	answered_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- one open review per result
	UNIQUE KEY uq_open (result_id, live),
	KEY by_school (school_id, id),
	KEY by_evaluator (evaluator_id, state, id),
	KEY by_plan (plan_id, id),
	FOREIGN KEY (result_id) REFERENCES result (id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (registration_id) REFERENCES registration (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (requested_by) REFERENCES account (id),
	FOREIGN KEY (answered_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- score_change 成绩更正: proposed by one person, agreed by another
CREATE TABLE score_change (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	score_review_id BIGINT NULL,
	registration_id BIGINT NOT NULL,
	level_component_id BIGINT NOT NULL,
	plan_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	old_centi INT NULL,
	old_state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (old_state IN ('normal', 'absent', 'misconduct')),
	new_centi INT NULL CHECK (new_centi >= 0),
	new_state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (new_state IN ('normal', 'absent', 'misconduct')),
	reason VARCHAR(500) NOT NULL,
	file_id BIGINT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'proposed'
		CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')),
	live TINYINT GENERATED ALWAYS AS (IF(state = 'proposed', 1, NULL)) STORED,
	proposed_by BIGINT NOT NULL,
	decided_by BIGINT NULL,
	decided_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_open (registration_id, level_component_id, live),
	KEY by_evaluator (evaluator_id, state, id),
	KEY by_plan (plan_id, id),
	FOREIGN KEY (score_review_id) REFERENCES score_review (id),
	FOREIGN KEY (registration_id) REFERENCES registration (id),
	FOREIGN KEY (level_component_id) REFERENCES level_component (id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (file_id) REFERENCES file (id),
	FOREIGN KEY (proposed_by) REFERENCES account (id),
	FOREIGN KEY (decided_by) REFERENCES account (id),
	CHECK (state IN ('proposed', 'withdrawn') OR (decided_by IS NOT NULL AND decided_by <> proposed_by))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
