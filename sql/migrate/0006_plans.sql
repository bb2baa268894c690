-- 0006_plans: exam plans, rooms of a plan, registrations, scheduling, tickets, papers, exam day.

-- plan 考试计划: five windows, each half-open [open, close). The phase is computed from the clock, never stored
CREATE TABLE plan (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	evaluator_id BIGINT NOT NULL,
	number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name VARCHAR(120) NOT NULL,
	-- regular 常规, additional 增补
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'regular'
		CHECK (kind IN ('regular', 'additional')),
	year SMALLINT NOT NULL,
	description VARCHAR(4000) NOT NULL DEFAULT '',
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'draft'
		CHECK (state IN ('draft', 'published', 'closed', 'cancelled')),
	-- 报考, 排考, 考试, 成绩登记, 成绩公示
	registration_open_at DATETIME(6) NOT NULL,
	registration_close_at DATETIME(6) NOT NULL,
	scheduling_open_at DATETIME(6) NOT NULL,
	scheduling_close_at DATETIME(6) NOT NULL,
	exam_open_at DATETIME(6) NOT NULL,
	exam_close_at DATETIME(6) NOT NULL,
	score_open_at DATETIME(6) NOT NULL,
	score_close_at DATETIME(6) NOT NULL,
	publicity_open_at DATETIME(6) NOT NULL,
	publicity_close_at DATETIME(6) NOT NULL,
	-- 1: scores are entered twice, independently, and compared
	two_entries TINYINT NOT NULL DEFAULT 0,
	published_at DATETIME(6) NULL,
	published_by BIGINT NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_number (number),
	KEY by_evaluator (evaluator_id, id),
	-- plans that schools see, deadlines that come near
	KEY by_state (state, registration_close_at, id),
	-- results whose publicity is open
	KEY by_publicity (state, publicity_close_at, id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (published_by) REFERENCES account (id),
	CHECK (registration_open_at < registration_close_at AND registration_close_at <= scheduling_open_at
		AND scheduling_open_at < scheduling_close_at AND scheduling_close_at <= exam_open_at
		AND exam_open_at < exam_close_at AND exam_close_at <= score_open_at
		AND score_open_at < score_close_at AND score_close_at <= publicity_open_at
		AND publicity_open_at < publicity_close_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- plan_level: the levels of a plan with the rule that it was published with
CREATE TABLE plan_level (
	plan_id BIGINT NOT NULL,
	certificate_level_id BIGINT NOT NULL,
	level_rule_id BIGINT NOT NULL,
	PRIMARY KEY (plan_id, certificate_level_id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (certificate_level_id) REFERENCES certificate_level (id),
	FOREIGN KEY (level_rule_id) REFERENCES level_rule (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- plan_window_change 时段延长: asked by one person, agreed by another, with a public reason
CREATE TABLE plan_window_change (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	plan_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	phase VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (phase IN ('registration', 'scheduling', 'exam', 'score', 'publicity')),
	old_open_at DATETIME(6) NOT NULL,
	old_close_at DATETIME(6) NOT NULL,
	new_open_at DATETIME(6) NOT NULL,
	new_close_at DATETIME(6) NOT NULL,
	reason VARCHAR(500) NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'requested'
		CHECK (state IN ('requested', 'approved', 'refused', 'withdrawn')),
	requested_by BIGINT NOT NULL,
	decided_by BIGINT NULL,
	decided_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	KEY by_plan (plan_id, id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (requested_by) REFERENCES account (id),
	FOREIGN KEY (decided_by) REFERENCES account (id),
	CHECK (state IN ('requested', 'withdrawn') OR (decided_by IS NOT NULL AND decided_by <> requested_by))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- plan_room 考场设置: the rooms that a site offers for a plan, set until scheduling opens
CREATE TABLE plan_room (
	plan_id BIGINT NOT NULL,
	exam_room_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	school_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (plan_id, exam_room_id),
	-- rooms of a site in a plan
	KEY by_site (site_id, plan_id),
	KEY by_school (school_id, plan_id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (exam_room_id) REFERENCES exam_room (id),
	FOREIGN KEY (site_id) REFERENCES site (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- registration 报考: a candidate for a level in a plan at a site
CREATE TABLE registration (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	plan_id BIGINT NOT NULL,
	certificate_level_id BIGINT NOT NULL,
	candidate_id BIGINT NOT NULL,
	school_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	quota_account_id BIGINT NOT NULL,
	-- copies that the draw needs: neighbours of the same class (CRC32 of the class name) and needs as bits of exam_room
	class_key BIGINT NOT NULL DEFAULT 0,
	accessibility INT NOT NULL DEFAULT 0,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'registered'
		CHECK (state IN ('registered', 'withdrawn')),
	live TINYINT GENERATED ALWAYS AS (IF(state = 'registered', 1, NULL)) STORED,
	import_batch_id BIGINT NULL,
	registered_by BIGINT NULL,
	withdrawn_by BIGINT NULL,
	withdrawn_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- no double registration, the registrations of a plan
	UNIQUE KEY uq_registration (plan_id, certificate_level_id, candidate_id, live),
	-- keyset over a plan (scheduling, scores), all of them or by site
	KEY by_plan (plan_id, id),
	KEY by_site (site_id, plan_id, id),
	-- the list of a school
	KEY by_school (school_id, plan_id, id),
	KEY by_evaluator (evaluator_id, id),
	-- the office, statistics
	KEY by_province (province, plan_id, id),
	-- is a candidate registered anywhere, overlapping sessions
	KEY by_candidate (candidate_id, plan_id),
	KEY by_batch (import_batch_id, id),
	FOREIGN KEY (plan_id, certificate_level_id) REFERENCES plan_level (plan_id, certificate_level_id),
	FOREIGN KEY (candidate_id) REFERENCES candidate (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (site_id) REFERENCES site (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (quota_account_id) REFERENCES quota_account (id),
	FOREIGN KEY (import_batch_id) REFERENCES import_batch (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

ALTER TABLE job ADD CONSTRAINT fk_job_plan FOREIGN KEY (plan_id) REFERENCES plan (id);
ALTER TABLE import_batch ADD CONSTRAINT fk_import_batch_plan FOREIGN KEY (plan_id) REFERENCES plan (id);
ALTER TABLE quota_entry ADD CONSTRAINT fk_quota_entry_plan FOREIGN KEY (plan_id) REFERENCES plan (id);
ALTER TABLE quota_entry ADD CONSTRAINT fk_quota_entry_registration FOREIGN KEY (registration_id) REFERENCES registration (id);

-- exam_session 场次
CREATE TABLE exam_session (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	plan_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	name VARCHAR(60) NOT NULL,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('theory', 'practical')),
	-- NULL: for every level of the plan
	certificate_level_id BIGINT NULL,
	starts_at DATETIME(6) NOT NULL,
	ends_at DATETIME(6) NOT NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_name (plan_id, name),
	KEY by_plan (plan_id, starts_at, id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (certificate_level_id) REFERENCES certificate_level (id),
	CHECK (starts_at < ends_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- schedule 排考: one version of the seating of a plan. Publishing freezes it, the number is printed on every paper
CREATE TABLE schedule (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	plan_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	version_no INT NOT NULL,
	-- seed of the draw, published
	seed BINARY(32) NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'computing'
		CHECK (state IN ('computing', 'draft', 'published', 'superseded', 'discarded')),
	live TINYINT GENERATED ALWAYS AS (IF(state = 'published', 1, NULL)) STORED,
	seat_count INT NOT NULL DEFAULT 0,
	-- JSON text: figures of the soft rules, or site, rule and smallest change when it cannot be done
	summary TEXT COLLATE utf8mb4_bin NULL,
	chart_hash BINARY(32) NULL,
	job_id BIGINT NULL,
	created_by BIGINT NULL,
	published_by BIGINT NULL,
	published_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_version (plan_id, version_no),
	-- the schedule in force
	UNIQUE KEY uq_live (plan_id, live),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (job_id) REFERENCES job (id),
	FOREIGN KEY (created_by) REFERENCES account (id),
	FOREIGN KEY (published_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- session_room 场次考场: a room in a session, with the four-digit room number of the ticket, unique in site and schedule
CREATE TABLE session_room (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	schedule_id BIGINT NOT NULL,
	exam_session_id BIGINT NOT NULL,
	exam_room_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	plan_id BIGINT NOT NULL,
	-- the school of the site
	school_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	room_number CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	seat_count INT NOT NULL DEFAULT 0,
	-- room record 考场情况记录
	record_text VARCHAR(2000) NOT NULL DEFAULT '',
	version INT NOT NULL DEFAULT 1,
	UNIQUE KEY uq_room (schedule_id, exam_session_id, exam_room_id),
	UNIQUE KEY uq_number (schedule_id, site_id, room_number),
	-- the rooms that a site or a school sees
	KEY by_site (site_id, plan_id, id),
	KEY by_school (school_id, plan_id, id),
	KEY by_evaluator (evaluator_id, plan_id, id),
	FOREIGN KEY (schedule_id) REFERENCES schedule (id),
	FOREIGN KEY (exam_session_id) REFERENCES exam_session (id),
	FOREIGN KEY (exam_room_id) REFERENCES exam_room (id),
	FOREIGN KEY (site_id) REFERENCES site (id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- seat_assignment 座位: narrow on purpose, 400,000 rows a plan. schedule_id and exam_session_id are pinned by session_room
CREATE TABLE seat_assignment (
	session_room_id BIGINT NOT NULL,
	seat_no SMALLINT NOT NULL CHECK (seat_no BETWEEN 1 AND 99),
	row_no SMALLINT NOT NULL,
	column_no SMALLINT NOT NULL,
	registration_id BIGINT NOT NULL,
	exam_session_id BIGINT NOT NULL,
	schedule_id BIGINT NOT NULL,
	-- one seat one person
	PRIMARY KEY (session_room_id, seat_no),
	-- one person one seat in a session, the seats of a registration
	UNIQUE KEY uq_person (registration_id, exam_session_id, schedule_id),
	FOREIGN KEY (session_room_id) REFERENCES session_room (id),
	FOREIGN KEY (registration_id) REFERENCES registration (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- room_invigilator 监考: two per room, a person only once in a session
CREATE TABLE room_invigilator (
	session_room_id BIGINT NOT NULL,
	position TINYINT NOT NULL CHECK (position BETWEEN 1 AND 4),
	staff_id BIGINT NOT NULL,
	exam_session_id BIGINT NOT NULL,
	schedule_id BIGINT NOT NULL,
	PRIMARY KEY (session_room_id, position),
	UNIQUE KEY uq_person (staff_id, exam_session_id, schedule_id),
	FOREIGN KEY (session_room_id) REFERENCES session_room (id),
	FOREIGN KEY (staff_id) REFERENCES staff (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- ticket 准考证: made when the schedule is published, kept when a later version seats somebody more
CREATE TABLE ticket (
	registration_id BIGINT NOT NULL PRIMARY KEY,
	plan_id BIGINT NOT NULL,
	ticket_number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	schedule_id BIGINT NOT NULL,
	school_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	-- blind index of name and document number, the public download of the ticket
	person_index BINARY(32) NOT NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_ticket (plan_id, ticket_number),
	KEY by_person (person_index),
	-- the tickets of a site or school in a plan
	KEY by_site (site_id, plan_id, registration_id),
	KEY by_school (school_id, plan_id, registration_id),
	FOREIGN KEY (registration_id) REFERENCES registration (id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (schedule_id) REFERENCES schedule (id),
	FOREIGN KEY (site_id) REFERENCES site (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- paper 考场资料: produced files of one frozen schedule version, school_id is the school of the site
CREATE TABLE paper (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	schedule_id BIGINT NOT NULL,
	plan_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	school_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	-- NULL for a paper of the whole site
	session_room_id BIGINT NULL,
	-- NULL but for the ticket of one candidate
	registration_id BIGINT NULL,
	-- 准考证, 座次表, 签到表, 门贴, 桌贴, 考场情况记录表, 整站打包
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('ticket', 'seating_chart', 'sign_in_sheet', 'door_notice', 'desk_labels', 'room_record', 'bundle')),
	file_id BIGINT NOT NULL,
	page_count INT NOT NULL DEFAULT 0,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	KEY by_site (site_id, schedule_id, kind, id),
	KEY by_room (session_room_id, kind, id),
	KEY by_school (school_id, plan_id, id),
	FOREIGN KEY (schedule_id) REFERENCES schedule (id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (site_id) REFERENCES site (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (session_room_id) REFERENCES session_room (id),
	FOREIGN KEY (registration_id) REFERENCES registration (id),
	FOREIGN KEY (file_id) REFERENCES file (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- exam_event 考试当日: 签到 check_in, 缺考 absent, 违纪 misconduct, 异常 incident. A mistake is revoked, never deleted
CREATE TABLE exam_event (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	plan_id BIGINT NOT NULL,
	session_room_id BIGINT NOT NULL,
	exam_session_id BIGINT NOT NULL,
	registration_id BIGINT NULL,
	-- the school of the site, which records it
	school_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('check_in', 'absent', 'misconduct', 'incident')),
	note VARCHAR(1000) NOT NULL DEFAULT '',
	file_id BIGINT NULL,
	-- made on the device, so that what was recorded without network merges without doubles
	event_uuid BINARY(16) NOT NULL,
	occurred_at DATETIME(6) NOT NULL,
	recorded_by BIGINT NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active'
		CHECK (state IN ('active', 'revoked')),
	revoked_by BIGINT NULL,
	revoke_reason VARCHAR(300) NOT NULL DEFAULT '',
	-- 1 while it counts: one check-in, one absence, one misconduct per person and session, incidents without limit
	live TINYINT GENERATED ALWAYS AS (IF(state = 'active' AND kind <> 'incident', 1, NULL)) STORED,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_event (event_uuid),
	UNIQUE KEY uq_person (registration_id, exam_session_id, kind, live),
	-- the list of a room, of a school, of a plan
	KEY by_room (session_room_id, id),
	KEY by_school (school_id, plan_id, id),
	KEY by_plan (plan_id, kind, id),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (session_room_id) REFERENCES session_room (id),
	FOREIGN KEY (exam_session_id) REFERENCES exam_session (id),
	FOREIGN KEY (registration_id) REFERENCES registration (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (file_id) REFERENCES file (id),
	FOREIGN KEY (recorded_by) REFERENCES account (id),
	FOREIGN KEY (revoked_by) REFERENCES account (id),
	CHECK (kind = 'incident' OR registration_id IS NOT NULL)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
