-- 0020_portal: who has read a notification, figures of the statistics page, limits of what the public may send.

-- notification_read: a notification to many is read by each of them for himself
CREATE TABLE notification_read (
	notification_id BIGINT NOT NULL,
	account_id BIGINT NOT NULL,
	read_at DATETIME(6) NOT NULL,
	PRIMARY KEY (notification_id, account_id),
	FOREIGN KEY (notification_id) REFERENCES notification (id),
	FOREIGN KEY (account_id) REFERENCES account (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- statistic 统计: figures per school, major, certificate level and year, made anew by the job statistics, so that a chart
-- over a year of two million candidates reads some thousand rows. Candidates belong to no certificate: their rows have
-- evaluator_id and certificate_level_id 0
CREATE TABLE statistic (
	school_id BIGINT NOT NULL,
	year SMALLINT NOT NULL,
	certificate_level_id BIGINT NOT NULL,
	major_id BIGINT NOT NULL,
	evaluator_id BIGINT NOT NULL,
	province CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	candidates BIGINT NOT NULL DEFAULT 0,
	verified BIGINT NOT NULL DEFAULT 0,
	registrations BIGINT NOT NULL DEFAULT 0,
	present BIGINT NOT NULL DEFAULT 0,
	passed BIGINT NOT NULL DEFAULT 0,
	certificates BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (school_id, year, certificate_level_id, major_id),
	KEY by_province (province, year),
	KEY by_evaluator (evaluator_id, year),
	FOREIGN KEY (school_id) REFERENCES organisation (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
