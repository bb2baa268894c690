-- Announcements 通知公告 and the other texts of the public portal.

-- announcement_insert insert
-- in organisation_id i64, kind str, title str, body str, link str, position i64, file_id i64?, created_by i64?
INSERT INTO announcement (organisation_id, kind, title, body, link, position, file_id, created_by)
VALUES (:organisation_id, :kind, :title, :body, :link, :position, :file_id, :created_by);

-- announcement_set exec
-- in kind str, title str, body str, link str, position i64, file_id i64?, id i64, organisation_id i64, version i64
UPDATE announcement SET kind = :kind, title = :title, body = :body, link = :link, position = :position, file_id = :file_id,
	version = version + 1
WHERE id = :id AND organisation_id = :organisation_id AND version = :version AND state = 'draft';

-- announcement_move exec
-- in to_state str, id i64, organisation_id i64, from_state str
UPDATE announcement SET state = :to_state, version = version + 1,
	published_at = IF(:to_state = 'published', UTC_TIMESTAMP(6), published_at)
WHERE id = :id AND organisation_id = :organisation_id AND state = :from_state;

-- announcement_get one
-- in id i64, organisation_id i64
-- out id i64, kind str, title str, body str, link str, position i64, file_id i64?, file_name str?, state str, published_at time?, created_at time, version i64
SELECT a.id, a.kind, a.title, a.body, a.link, a.position, a.file_id, f.name, a.state, a.published_at, a.created_at, a.version
FROM announcement a LEFT JOIN file f ON f.id = a.file_id WHERE a.id = :id AND a.organisation_id = :organisation_id;

-- announcement_list many
-- in organisation_id i64, kind str?, state str?, q str
-- page id by id desc, title by title, position by position, created_at by created_at
-- out id i64, kind str, title str, state str, position i64, published_at time?, created_at time, version i64
SELECT id, kind, title, state, position, published_at, created_at, version FROM announcement
WHERE organisation_id = :organisation_id AND @after AND (:state IS NULL OR state = :state) AND (:kind IS NULL OR kind = :kind)
	AND title LIKE CONCAT('%', :q, '%')
ORDER BY @order LIMIT @most;

-- announcement_public_list many
-- in kind str, q str
-- page id by a.id desc, published_at by a.published_at, title by a.title
-- out id i64, kind str, title str, link str, published_at time, organisation str
SELECT a.id, a.kind, a.title, a.link, a.published_at, o.name
FROM announcement a JOIN organisation o ON o.id = a.organisation_id
WHERE a.kind = :kind AND a.state = 'published' AND a.published_at IS NOT NULL AND @after
	AND (a.title LIKE CONCAT('%', :q, '%') OR a.body LIKE CONCAT('%', :q, '%'))
ORDER BY @order LIMIT @most;

-- announcement_pages many
-- in kind str, most i64
-- out id i64, title str, body str, link str
SELECT id, title, body, link FROM announcement
WHERE kind = :kind AND state = 'published' ORDER BY position, id LIMIT :most;

-- announcement_public one
-- in id i64
-- out id i64, kind str, title str, body str, link str, file i64?, file_name str?, file_size i64?, published_at time?, organisation str
SELECT a.id, a.kind, a.title, a.body, a.link, a.file_id, f.name, f.size, a.published_at, o.name
FROM announcement a JOIN organisation o ON o.id = a.organisation_id LEFT JOIN file f ON f.id = a.file_id
WHERE a.id = :id AND a.state = 'published';

-- announcement_publish_file exec
-- in id i64, organisation_id i64
UPDATE file SET is_public = 1 WHERE id = :id AND organisation_id = :organisation_id AND state = 'stored';
