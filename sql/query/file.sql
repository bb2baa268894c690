-- Stored files 文件: bytes in chunks of 524,288, so that no host keeps anything.

-- file_insert insert
-- in organisation_id i64?, account_id i64?, purpose str, is_public bool, name str, media_type str
INSERT INTO file (organisation_id, account_id, purpose, is_public, name, media_type)
VALUES (:organisation_id, :account_id, :purpose, :is_public, :name, :media_type);

-- file_uploaded one
-- in account_id i64, since time
-- out bytes i64
SELECT COALESCE(SUM(size), 0) FROM file WHERE account_id = :account_id AND created_at > :since
	AND purpose IN ('workbook', 'photos', 'photo', 'attachment', 'standard', 'evidence');

-- file_chunk_insert exec
-- in file_id i64, seq i64, bytes bytes
INSERT INTO file_chunk (file_id, seq, bytes) VALUES (:file_id, :seq, :bytes);

-- file_stored exec
-- in size i64, sha256 bytes, id i64
UPDATE file SET state = 'stored', size = :size, sha256 = :sha256 WHERE id = :id;

-- file_chunk_get one
-- in file_id i64, seq i64
-- out bytes bytes
SELECT bytes FROM file_chunk WHERE file_id = :file_id AND seq = :seq;

-- file_get one
-- in id i64
-- out id i64, organisation_id i64?, account_id i64?, purpose str, is_public bool, name str, media_type str, size i64, sha256 bytes?, state str
SELECT id, organisation_id, account_id, purpose, is_public, name, media_type, size, sha256, state FROM file WHERE id = :id;

-- file_abandoned many
-- in before time, most i64
-- scan the sweep reads what was never finished; few rows are in this state
-- out id i64
SELECT id FROM file WHERE state = 'uploading' AND created_at < :before LIMIT :most;

-- file_chunks_delete exec
-- in file_id i64
DELETE FROM file_chunk WHERE file_id = :file_id;

-- file_removed exec
-- in id i64
UPDATE file SET state = 'removed' WHERE id = :id;
