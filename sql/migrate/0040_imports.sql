-- 0040_imports: what the import engine keeps beside the staged rows: a fingerprint that says "unchanged" without
-- unsealing, and what a changed row was before, so that a batch can be undone.
ALTER TABLE import_row
	-- keyed hash of everything that the row would write, compared with the row that exists
	ADD COLUMN content BINARY(32) NULL,
	-- the row before it was changed by this batch, for undo
	ADD COLUMN before_name VARCHAR(64) COLLATE utf8mb4_bin NULL,
	ADD COLUMN before_person_index BINARY(32) NULL,
	ADD COLUMN before_phone_sealed VARBINARY(128) NULL,
	ADD COLUMN before_content BINARY(32) NULL,
	ADD COLUMN before_payload TEXT COLLATE utf8mb4_bin NULL;
ALTER TABLE candidate ADD COLUMN content BINARY(32) NULL;
ALTER TABLE register_entry ADD COLUMN content BINARY(32) NULL;
-- photos are matched by the name that the sheet gave, too
ALTER TABLE candidate ADD KEY by_photo_name (school_id, photo_file_name);

-- import_template 导入模板: the workbook of a kind as it was made last; version is that of its columns
CREATE TABLE import_template (
	kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
	version INT NOT NULL,
	file_id BIGINT NULL,
	job_id BIGINT NULL,
	updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	FOREIGN KEY (file_id) REFERENCES file (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
