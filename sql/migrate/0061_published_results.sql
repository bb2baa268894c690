-- 0061_published_results: what the public look-up reads, and nothing else: found by its primary key, the window in the row.

-- published_result 公示成绩: the answers of plans whose publicity is open or near. A look-up is a read of one row of one
-- table; joining the plan and finding the row through a second index cost the server three times as much. A later plan
-- in which the same person has the same ticket number takes the row over
CREATE TABLE published_result (
	-- blind index of candidate.person_index and the ticket number
	lookup_index BINARY(32) NOT NULL PRIMARY KEY,
	plan_id BIGINT NOT NULL,
	registration_id BIGINT NOT NULL,
	-- the plan's publicity window, changed together with it
	open_at DATETIME(6) NOT NULL,
	close_at DATETIME(6) NOT NULL,
	answer VARCHAR(2000) COLLATE utf8mb4_bin NOT NULL,
	-- a window is extended, a plan cancelled
	KEY by_plan (plan_id),
	-- purge after the close
	KEY by_close (close_at),
	FOREIGN KEY (plan_id) REFERENCES plan (id),
	FOREIGN KEY (registration_id) REFERENCES registration (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
