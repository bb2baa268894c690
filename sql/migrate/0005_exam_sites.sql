-- 0005_exam_sites: exam-site applications, sites, staff, rooms.

-- site_application 考核站点申报: a school applies to one evaluation organisation, for the certificates listed
CREATE TABLE site_application (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	school_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	evaluator_id BIGINT NOT NULL,
	statement VARCHAR(4000) NOT NULL DEFAULT '',
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'draft'
		CHECK (state IN ('draft', 'submitted', 'approved', 'returned', 'refused', 'withdrawn')),
	submitted_at DATETIME(6) NULL,
	decision_text VARCHAR(1000) NOT NULL DEFAULT '',
	decided_by BIGINT NULL,
	decided_at DATETIME(6) NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	KEY by_school (school_id, id),
	KEY by_evaluator (evaluator_id, state, id),
	KEY by_province (province, id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (decided_by) REFERENCES account (id),
	FOREIGN KEY (province) REFERENCES province (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE site_application_certificate (
	site_application_id BIGINT NOT NULL,
	certificate_id BIGINT NOT NULL,
	PRIMARY KEY (site_application_id, certificate_id),
	FOREIGN KEY (site_application_id) REFERENCES site_application (id),
	FOREIGN KEY (certificate_id) REFERENCES certificate (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- site_application_item: 师资队伍 teaching, 配套设备 equipment, 场地 premises, decided line by line
CREATE TABLE site_application_item (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	site_application_id BIGINT NOT NULL,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('teaching', 'equipment', 'premises')),
	position INT NOT NULL DEFAULT 0,
	name VARCHAR(120) NOT NULL,
	quantity INT NOT NULL DEFAULT 1 CHECK (quantity >= 0),
	description VARCHAR(1000) NOT NULL DEFAULT '',
	file_id BIGINT NULL,
	decision VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL
		CHECK (decision IN ('accepted', 'rejected')),
	decision_text VARCHAR(500) NOT NULL DEFAULT '',
	decided_by BIGINT NULL,
	decided_at DATETIME(6) NULL,
	KEY by_application (site_application_id, kind, position),
	FOREIGN KEY (site_application_id) REFERENCES site_application (id),
	FOREIGN KEY (file_id) REFERENCES file (id),
	FOREIGN KEY (decided_by) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- site 考核站点: school x evaluation organisation, four-digit code unique in the province
CREATE TABLE site (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	school_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	evaluator_id BIGINT NOT NULL,
	code CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name VARCHAR(128) NOT NULL,
	address VARCHAR(200) NOT NULL DEFAULT '',
	site_application_id BIGINT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'approved'
		CHECK (state IN ('approved', 'suspended')),
	reason VARCHAR(500) NOT NULL DEFAULT '',
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_code (province, code),
	UNIQUE KEY uq_site (school_id, evaluator_id),
	KEY by_school (school_id, id),
	KEY by_evaluator (evaluator_id, id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id),
	FOREIGN KEY (site_application_id) REFERENCES site_application (id),
	FOREIGN KEY (province) REFERENCES province (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- site_certificate: the certificates a site may examine
CREATE TABLE site_certificate (
	site_id BIGINT NOT NULL,
	certificate_id BIGINT NOT NULL,
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'approved'
		CHECK (state IN ('approved', 'suspended')),
	approved_at DATETIME(6) NOT NULL,
	PRIMARY KEY (site_id, certificate_id),
	FOREIGN KEY (site_id) REFERENCES site (id),
	FOREIGN KEY (certificate_id) REFERENCES certificate (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- staff 考评人员: 监考人员 invigilator, 考评员 examiner, 考务 officer
CREATE TABLE staff (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	school_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('invigilator', 'examiner', 'officer')),
	name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	document_type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	document_sealed VARBINARY(128) NOT NULL,
	document_index BINARY(32) NOT NULL,
	document_mask VARCHAR(40) NOT NULL,
	phone_sealed VARBINARY(128) NULL,
	phone_mask VARCHAR(20) NOT NULL DEFAULT '',
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active'
		CHECK (state IN ('active', 'removed')),
	live TINYINT GENERATED ALWAYS AS (IF(state = 'active', 1, NULL)) STORED,
	import_batch_id BIGINT NULL,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	-- one person once per kind
	UNIQUE KEY uq_staff (school_id, document_index, kind, live),
	KEY by_school (school_id, id),
	-- the same person elsewhere, or a candidate of the same plan
	KEY by_document (document_index),
	KEY by_batch (import_batch_id, id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (import_batch_id) REFERENCES import_batch (id),
	FOREIGN KEY (province) REFERENCES province (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE staff_certificate (
	staff_id BIGINT NOT NULL,
	certificate_id BIGINT NOT NULL,
	PRIMARY KEY (staff_id, certificate_id),
	FOREIGN KEY (staff_id) REFERENCES staff (id),
	FOREIGN KEY (certificate_id) REFERENCES certificate (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- exam_room 考场: a room of a site. Seats are numbered 1.. row by row over the usable ones
CREATE TABLE exam_room (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	site_id BIGINT NOT NULL,
	school_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	building VARCHAR(60) NOT NULL,
	name VARCHAR(60) NOT NULL,
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('theory', 'practical')),
	row_count INT NOT NULL CHECK (row_count BETWEEN 1 AND 99),
	column_count INT NOT NULL CHECK (column_count BETWEEN 1 AND 99),
	-- usable seats, kept with room_seat_block, at most 99 (two digits of the ticket number)
	capacity INT NOT NULL CHECK (capacity BETWEEN 0 AND 99),
	equipment_count INT NOT NULL DEFAULT 0 CHECK (equipment_count >= 0),
	-- bits: 1 wheelchair access, 2 near the entrance, 4 own room for extra time
	accessibility INT NOT NULL DEFAULT 0,
	note VARCHAR(200) NOT NULL DEFAULT '',
	state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active'
		CHECK (state IN ('active', 'removed')),
	live TINYINT GENERATED ALWAYS AS (IF(state = 'active', 1, NULL)) STORED,
	version INT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	UNIQUE KEY uq_room (site_id, building, name, live),
	KEY by_school (school_id, id),
	KEY by_evaluator (evaluator_id, id),
	FOREIGN KEY (site_id) REFERENCES site (id),
	FOREIGN KEY (school_id) REFERENCES organisation (id),
	FOREIGN KEY (evaluator_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- room_seat_block: broken or reserved seats
CREATE TABLE room_seat_block (
	exam_room_id BIGINT NOT NULL,
	row_no INT NOT NULL CHECK (row_no >= 1),
	column_no INT NOT NULL CHECK (column_no >= 1),
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
		CHECK (kind IN ('broken', 'reserved')),
	PRIMARY KEY (exam_room_id, row_no, column_no),
	FOREIGN KEY (exam_room_id) REFERENCES exam_room (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

ALTER TABLE job ADD CONSTRAINT fk_job_site FOREIGN KEY (site_id) REFERENCES site (id);
