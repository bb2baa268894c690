-- Notifications 通知: to one account, or to the people of an organisation with a duty (every duty when it has none).

-- notification_insert insert
-- in organisation_id i64, account_id i64?, duty str?, kind str, title str, body str, subject_kind str?, subject_id i64?, once_key str?
INSERT INTO notification (organisation_id, account_id, duty, kind, title, body, subject_kind, subject_id, once_key)
VALUES (:organisation_id, :account_id, :duty, :kind, :title, :body, :subject_kind, :subject_id, :once_key);

-- notification_list many
-- in organisation_id i64, account_id i64, duties i64, unread_only bool
-- page id by n.id desc
-- out id i64, kind str, title str, body str, subject_kind str?, subject_id i64?, created_at time, read_at time?
SELECT n.id, n.kind, n.title, n.body, n.subject_kind, n.subject_id, n.created_at, m.read_at
FROM notification n LEFT JOIN notification_read m ON m.notification_id = n.id AND m.account_id = :account_id
WHERE n.organisation_id = :organisation_id AND @after
	AND (n.account_id = :account_id OR (n.account_id IS NULL AND (n.duty IS NULL
		OR (:duties & CASE n.duty WHEN 'administrator' THEN 1 WHEN 'exam_officer' THEN 2 WHEN 'signer' THEN 4
			WHEN 'sealer' THEN 8 WHEN 'auditor' THEN 16 WHEN 'expert' THEN 32 ELSE 0 END) <> 0)))
	AND (:unread_only = 0 OR m.notification_id IS NULL)
ORDER BY @order LIMIT @most;

-- notification_read_all exec
-- in organisation_id i64, account_id i64, duties i64, until i64
INSERT INTO notification_read (notification_id, account_id, read_at)
SELECT n.id, :account_id, UTC_TIMESTAMP(6) FROM notification n
WHERE n.organisation_id = :organisation_id AND n.id <= :until
	AND (n.account_id = :account_id OR (n.account_id IS NULL AND (n.duty IS NULL
		OR (:duties & CASE n.duty WHEN 'administrator' THEN 1 WHEN 'exam_officer' THEN 2 WHEN 'signer' THEN 4
			WHEN 'sealer' THEN 8 WHEN 'auditor' THEN 16 WHEN 'expert' THEN 32 ELSE 0 END) <> 0)))
	AND NOT EXISTS (SELECT 1 FROM notification_read m WHERE m.notification_id = n.id AND m.account_id = :account_id)
ORDER BY n.id DESC LIMIT 5000;

-- notification_get one
-- in id i64, organisation_id i64, account_id i64, duties i64
-- out id i64
SELECT n.id FROM notification n
WHERE n.id = :id AND n.organisation_id = :organisation_id
	AND (n.account_id = :account_id OR (n.account_id IS NULL AND (n.duty IS NULL
		OR (:duties & CASE n.duty WHEN 'administrator' THEN 1 WHEN 'exam_officer' THEN 2 WHEN 'signer' THEN 4
			WHEN 'sealer' THEN 8 WHEN 'auditor' THEN 16 WHEN 'expert' THEN 32 ELSE 0 END) <> 0)));

-- notification_read_insert insert
-- in notification_id i64, account_id i64
INSERT INTO notification_read (notification_id, account_id, read_at) VALUES (:notification_id, :account_id, UTC_TIMESTAMP(6));
