-- Reminders 截止提醒: told before a window closes, once for each closing time, so that an extended window is told again.
-- One statement each: the database finds who is concerned, and the unique key keeps it to once.

-- reminder_registration exec
-- in hours i64
-- unscoped the sweep reminds everybody
INSERT IGNORE INTO notification (organisation_id, duty, kind, title, body, subject_kind, subject_id, once_key)
SELECT DISTINCT t.school_id, 'exam_officer', 'deadline', CONCAT('报考即将截止：', p.name),
	CONCAT('截止时间：', DATE_FORMAT(p.registration_close_at + INTERVAL 8 HOUR, '%Y-%m-%d %H:%i'), '（北京时间）'), 'plan', p.id,
	CONCAT('registration:', p.id, ':', DATE_FORMAT(p.registration_close_at, '%Y%m%d%H%i'))
FROM plan p JOIN plan_level l ON l.plan_id = p.id
JOIN pilot t ON t.certificate_level_id = l.certificate_level_id AND t.state = 'active'
WHERE p.state = 'published' AND p.registration_open_at <= UTC_TIMESTAMP(6) AND p.registration_close_at > UTC_TIMESTAMP(6)
	AND p.registration_close_at <= UTC_TIMESTAMP(6) + INTERVAL :hours HOUR;

-- reminder_scheduling exec
-- in hours i64
-- unscoped the sweep reminds everybody
INSERT IGNORE INTO notification (organisation_id, duty, kind, title, body, subject_kind, subject_id, once_key)
SELECT p.evaluator_id, 'exam_officer', 'deadline', CONCAT('排考即将截止：', p.name),
	CONCAT('截止时间：', DATE_FORMAT(p.scheduling_close_at + INTERVAL 8 HOUR, '%Y-%m-%d %H:%i'), '（北京时间）'), 'plan', p.id,
	CONCAT('scheduling:', p.id, ':', DATE_FORMAT(p.scheduling_close_at, '%Y%m%d%H%i'))
FROM plan p
WHERE p.state = 'published' AND p.registration_close_at <= UTC_TIMESTAMP(6) AND p.scheduling_close_at > UTC_TIMESTAMP(6)
	AND p.scheduling_close_at <= UTC_TIMESTAMP(6) + INTERVAL :hours HOUR
	AND NOT EXISTS (SELECT 1 FROM schedule s WHERE s.plan_id = p.id AND s.live = 1);

-- reminder_score exec
-- in hours i64
-- unscoped the sweep reminds everybody
INSERT IGNORE INTO notification (organisation_id, duty, kind, title, body, subject_kind, subject_id, once_key)
SELECT p.evaluator_id, 'exam_officer', 'deadline', CONCAT('成绩登记即将截止：', p.name),
	CONCAT('截止时间：', DATE_FORMAT(p.score_close_at + INTERVAL 8 HOUR, '%Y-%m-%d %H:%i'), '（北京时间）'), 'plan', p.id,
	CONCAT('score:', p.id, ':', DATE_FORMAT(p.score_close_at, '%Y%m%d%H%i'))
FROM plan p
WHERE p.state = 'published' AND p.registration_close_at <= UTC_TIMESTAMP(6) AND p.score_close_at > UTC_TIMESTAMP(6)
	AND p.score_close_at <= UTC_TIMESTAMP(6) + INTERVAL :hours HOUR;

-- reminder_province exec
-- in hours i64
-- unscoped the sweep reminds everybody
-- scan some hundred windows in all
INSERT IGNORE INTO notification (organisation_id, duty, kind, title, body, subject_kind, subject_id, once_key)
SELECT o.id, 'exam_officer', 'deadline', CONCAT(IF(w.kind = 'pilot', '试点申报', '名额申报'), '即将截止'),
	CONCAT('截止时间：', DATE_FORMAT(w.close_at + INTERVAL 8 HOUR, '%Y-%m-%d %H:%i'), '（北京时间）'), 'province_window', w.id,
	CONCAT('province:', w.id, ':', DATE_FORMAT(w.close_at, '%Y%m%d%H%i'))
FROM province_window w
JOIN organisation o ON o.province = w.province AND o.role = 'school' AND o.state IN ('active', 'applying')
WHERE w.open_at <= UTC_TIMESTAMP(6) AND w.close_at > UTC_TIMESTAMP(6)
	AND w.close_at <= UTC_TIMESTAMP(6) + INTERVAL :hours HOUR;

-- reminder_review exec
-- in hours i64
-- unscoped the sweep reminds everybody
INSERT IGNORE INTO notification (organisation_id, account_id, kind, title, body, subject_kind, subject_id, once_key)
SELECT a.organisation_id, a.id, 'deadline', '评审任务即将截止',
	CONCAT('截止时间：', DATE_FORMAT(t.deadline_at + INTERVAL 8 HOUR, '%Y-%m-%d %H:%i'), '（北京时间）'), 'review_task', t.id,
	CONCAT('review:', t.id, ':', DATE_FORMAT(t.deadline_at, '%Y%m%d%H%i'))
FROM review_task t JOIN account a ON a.id = t.expert_account_id
WHERE t.state = 'assigned' AND t.deadline_at > UTC_TIMESTAMP(6)
	AND t.deadline_at <= UTC_TIMESTAMP(6) + INTERVAL :hours HOUR;
