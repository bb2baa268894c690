-- 0071_lookup_blocks: who has guessed too often at results is known to the workers of all hosts without asking each time.

-- lookup_version: one row; a new number whenever a bucket of the look-up has been blocked, in the same transaction. A
-- worker remembers which buckets are blocked and under which number it read them; a look-up reads the number with the
-- answer. Drawn at random: a number that has been is never again, whatever is restored.
CREATE TABLE lookup_version (
	id TINYINT NOT NULL PRIMARY KEY,
	version BIGINT NOT NULL,
	CHECK (id = 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
INSERT INTO lookup_version (id, version) VALUES (1, 1);

-- all that are blocked now
ALTER TABLE throttle
	ADD KEY by_block (kind, blocked_until);
