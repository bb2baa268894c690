-- Expert review 专家评审: tasks, blind to each other, with a deadline; the form; who must not judge whom.

-- review_subject_standard one
-- in id i64
-- out id i64, state str, evaluator_id i64, title str, submitted_at time?
SELECT v.id, v.state, v.evaluator_id, CONCAT(c.name, '：', v.title), v.submitted_at
FROM standard_version v JOIN certificate c ON c.id = v.certificate_id WHERE v.id = :id FOR UPDATE;

-- review_subject_site one
-- in id i64, sc scope
-- out id i64, state str, evaluator_id i64, school_id i64, school str, submitted_at time?
SELECT a.id, a.state, a.evaluator_id, a.school_id, s.name, a.submitted_at
FROM site_application a JOIN organisation s ON s.id = a.school_id WHERE a.id = :id AND @scope(a) FOR UPDATE;

-- review_expert one
-- in account_id i64, judged i64
-- out name str, organisation_id i64, conflict bool
SELECT p.display_name, p.organisation_id, p.organisation_id = :judged OR EXISTS (SELECT 1 FROM expert_conflict x
	WHERE x.account_id = p.id AND x.organisation_id = :judged)
FROM account p JOIN account_duty d ON d.account_id = p.id AND d.duty = 'expert' JOIN organisation o ON o.id = p.organisation_id
WHERE p.id = :account_id AND p.state = 'active' AND o.state = 'active';

-- review_expert_list many
-- in judged i64, q_like str?
-- page id by d.account_id, name by p.display_name, organisation_name by o.name
-- out id i64, name str, organisation_name str, open_tasks i64, conflict bool
SELECT p.id, p.display_name, o.name,
	(SELECT COUNT(*) FROM review_task t WHERE t.expert_account_id = p.id AND t.state = 'assigned'),
	p.organisation_id = :judged OR EXISTS (SELECT 1 FROM expert_conflict x
		WHERE x.account_id = p.id AND x.organisation_id = :judged)
FROM account_duty d JOIN account p ON p.id = d.account_id JOIN organisation o ON o.id = p.organisation_id
WHERE d.duty = 'expert' AND @after AND p.state = 'active'
	AND (:q_like IS NULL OR p.display_name LIKE :q_like OR o.name LIKE :q_like)
ORDER BY @order LIMIT @most;

-- review_present one
-- in subject_kind str, subject_id i64, expert_account_id i64, since time
-- out state str
SELECT state FROM review_task WHERE subject_kind = :subject_kind AND subject_id = :subject_id
	AND expert_account_id = :expert_account_id AND state IN ('assigned', 'submitted', 'declined') AND created_at >= :since
ORDER BY id DESC LIMIT 1;

-- review_insert insert
-- in subject_kind str, subject_id i64, organisation_id i64, expert_account_id i64, assigned_by i64, deadline_at time
INSERT INTO review_task (subject_kind, subject_id, organisation_id, expert_account_id, assigned_by, deadline_at, created_at)
VALUES (:subject_kind, :subject_id, :organisation_id, :expert_account_id, :assigned_by, :deadline_at, UTC_TIMESTAMP(6));

-- review_list many
-- unscoped the tasks that this organisation assigned, with what they judge
-- in organisation_id i64, subject_kind str?, subject_id i64, state str?
-- page id by t.id desc, deadline by t.deadline_at, state by t.state
-- out id i64, subject_kind str, subject i64, title str, expert i64, expert_name str, deadline time, state str, submitted_at time?, total i64, recommend str?, version i64
SELECT t.id, t.subject_kind, t.subject_id,
	COALESCE(IF(t.subject_kind = 'standard_version',
		(SELECT CONCAT(c.name, '：', v.title) FROM standard_version v JOIN certificate c ON c.id = v.certificate_id
			WHERE v.id = t.subject_id),
		(SELECT CONCAT(s.name, '考核站点申报') FROM site_application a JOIN organisation s ON s.id = a.school_id
			WHERE a.id = t.subject_id)), ''),
	t.expert_account_id, p.display_name, t.deadline_at, t.state, t.submitted_at,
	COALESCE(t.total_centi, -1), t.opinion, t.version
FROM review_task t JOIN account p ON p.id = t.expert_account_id
WHERE t.organisation_id = :organisation_id AND @after AND (:subject_kind IS NULL OR t.subject_kind = :subject_kind)
	AND (:subject_id = 0 OR t.subject_id = :subject_id) AND (:state IS NULL OR t.state = :state)
ORDER BY @order LIMIT @most;

-- review_get one
-- in id i64
-- out id i64, subject_kind str, subject_id i64, organisation_id i64, expert_id i64, deadline_at time, state str, total i64?, opinion str?, comment str, submitted_at time?, version i64
SELECT id, subject_kind, subject_id, organisation_id, expert_account_id, deadline_at, state, total_centi, opinion, comment,
	submitted_at, version
FROM review_task WHERE id = :id;

-- review_extend exec
-- in deadline_at time, id i64, organisation_id i64, version i64
UPDATE review_task SET deadline_at = :deadline_at, version = version + 1
WHERE id = :id AND organisation_id = :organisation_id AND version = :version AND state = 'assigned';

-- review_cancel exec
-- in id i64, organisation_id i64
UPDATE review_task SET state = 'cancelled', version = version + 1
WHERE id = :id AND organisation_id = :organisation_id AND state = 'assigned';

-- review_cancel_open exec
-- in subject_kind str, subject_id i64
UPDATE review_task SET state = 'cancelled', version = version + 1
WHERE subject_kind = :subject_kind AND subject_id = :subject_id AND state = 'assigned';

-- review_waiting one
-- in subject_kind str, subject_id i64
-- out n i64, latest time?
SELECT COUNT(*), MAX(deadline_at) FROM review_task WHERE subject_kind = :subject_kind AND subject_id = :subject_id
	AND state = 'assigned' AND deadline_at > UTC_TIMESTAMP(6);

-- review_task_list many
-- unscoped the tasks of the expert himself, with what they judge
-- in expert_account_id i64, state str?
-- page id by t.id desc, deadline by t.deadline_at, state by t.state
-- out id i64, subject_kind str, subject i64, title str?, deadline time, state str, submitted_at time?, recommend str?, version i64
SELECT t.id, t.subject_kind, t.subject_id,
	IF(t.subject_kind = 'standard_version',
		(SELECT CONCAT(c.name, '：', v.title) FROM standard_version v JOIN certificate c ON c.id = v.certificate_id
			WHERE v.id = t.subject_id),
		CONCAT('考核站点申报：', (SELECT GROUP_CONCAT(c.name ORDER BY c.id SEPARATOR '、') FROM site_application_certificate x
			JOIN certificate c ON c.id = x.certificate_id WHERE x.site_application_id = t.subject_id))),
	t.deadline_at, t.state, t.submitted_at, t.opinion, t.version
FROM review_task t WHERE t.expert_account_id = :expert_account_id AND @after AND (:state IS NULL OR t.state = :state)
ORDER BY @order LIMIT @most;

-- review_submit exec
-- in total i64, opinion str, comment str, id i64, expert_account_id i64
UPDATE review_task SET state = 'submitted', total_centi = :total, opinion = :opinion, comment = :comment,
	submitted_at = UTC_TIMESTAMP(6), version = version + 1
WHERE id = :id AND expert_account_id = :expert_account_id AND state = 'assigned' AND deadline_at > UTC_TIMESTAMP(6);

-- review_decline exec
-- in comment str, id i64, expert_account_id i64
UPDATE review_task SET state = 'declined', comment = :comment, version = version + 1
WHERE id = :id AND expert_account_id = :expert_account_id AND state = 'assigned';

-- review_form many
-- in subject_kind str
-- out id i64, code str, name str, guide str, max i64
SELECT id, code, name, guide, max_centi FROM review_form_item WHERE subject_kind = :subject_kind AND state = 'active'
ORDER BY position, id;

-- review_score_insert bulk
-- in review_task_id i64, review_form_item_id i64, score i64, comment str
INSERT INTO review_score (review_task_id, review_form_item_id, score_centi, comment)
VALUES @row(:review_task_id, :review_form_item_id, :score, :comment);

-- review_score_list many
-- in review_task_id i64
-- out item i64, name str, score i64, max i64, comment str
SELECT s.review_form_item_id, i.name, s.score_centi, i.max_centi, s.comment
FROM review_score s JOIN review_form_item i ON i.id = s.review_form_item_id
WHERE s.review_task_id = :review_task_id ORDER BY i.position, i.id;

-- review_summary_tasks many
-- in subject_kind str, subject_id i64, organisation_id i64, since time
-- out id i64, expert i64, expert_name str, state str, deadline time, submitted_at time?, total i64, recommend str?, opinion str
SELECT t.id, t.expert_account_id, p.display_name, t.state, t.deadline_at, t.submitted_at, COALESCE(t.total_centi, -1), t.opinion,
	t.comment
FROM review_task t JOIN account p ON p.id = t.expert_account_id
WHERE t.subject_kind = :subject_kind AND t.subject_id = :subject_id AND t.organisation_id = :organisation_id
	AND t.created_at >= :since AND t.state <> 'cancelled' ORDER BY t.id;

-- review_summary_items many
-- in subject_kind str, subject_id i64, organisation_id i64, since time
-- out id i64, name str, max i64, average i64, least i64, most i64
SELECT i.id, i.name, i.max_centi, ROUND(AVG(s.score_centi), 0), MIN(s.score_centi), MAX(s.score_centi)
FROM review_task t JOIN review_score s ON s.review_task_id = t.id JOIN review_form_item i ON i.id = s.review_form_item_id
WHERE t.subject_kind = :subject_kind AND t.subject_id = :subject_id AND t.organisation_id = :organisation_id
	AND t.created_at >= :since AND t.state = 'submitted'
GROUP BY i.id, i.name, i.max_centi, i.position ORDER BY i.position;

-- review_conflict_put exec
-- in account_id i64, organisation_id i64, reason str
INSERT INTO expert_conflict (account_id, organisation_id, reason) VALUES (:account_id, :organisation_id, :reason)
ON DUPLICATE KEY UPDATE reason = VALUES(reason);

-- review_conflict_delete exec
-- in account_id i64, organisation_id i64
DELETE FROM expert_conflict WHERE account_id = :account_id AND organisation_id = :organisation_id;

-- review_conflict_list many
-- in account_id i64
-- out id i64, name str, reason str, created_at time
SELECT x.organisation_id, o.name, x.reason, x.created_at FROM expert_conflict x JOIN organisation o ON o.id = x.organisation_id
WHERE x.account_id = :account_id ORDER BY x.organisation_id;

-- review_organisation one
-- in id i64
-- out role_name str
SELECT role FROM organisation WHERE id = :id;

-- review_site one
-- in id i64
-- unscoped the expert's task names the application
-- out statement str, state str, evaluator_id i64, school_id i64, submitted_at time?
SELECT statement, state, evaluator_id, school_id, submitted_at FROM site_application WHERE id = :id;

-- review_site_certificates many
-- in site_application_id i64
-- out id i64, name str
SELECT c.id, c.name FROM site_application_certificate x JOIN certificate c ON c.id = x.certificate_id
WHERE x.site_application_id = :site_application_id ORDER BY c.id;

-- review_site_items many
-- in site_application_id i64
-- out id i64, kind str, name str, quantity i64, description str, file i64?, file_name str?
SELECT i.id, i.kind, i.name, i.quantity, i.description, i.file_id, f.name
FROM site_application_item i LEFT JOIN file f ON f.id = i.file_id
WHERE i.site_application_id = :site_application_id ORDER BY i.kind, i.position, i.id;

-- review_site_file one
-- in site_application_id i64, file_id i64
-- out id i64
SELECT i.id FROM site_application_item i WHERE i.site_application_id = :site_application_id AND i.file_id = :file_id LIMIT 1;
