-- Demonstration data, written by ctl alone: rows that people would make over months, put in place at once.

-- demo_majors many
-- out id i64, code str, name str
SELECT id, code, name FROM major WHERE catalogue = 2015 AND education_level = 'college' AND code LIKE '5702%' ORDER BY code;

-- demo_certificate insert
-- in evaluator_id i64, number str, name str, name_en str, summary str
INSERT INTO certificate (evaluator_id, code, name, name_en, batch, summary, state)
VALUES (:evaluator_id, :number, :name, :name_en, 4, :summary, 'published');

-- demo_level insert
-- in certificate_id i64, evaluator_id i64, level i64
INSERT INTO certificate_level (certificate_id, evaluator_id, level) VALUES (:certificate_id, :evaluator_id, :level);

-- demo_standard insert
-- in certificate_id i64, evaluator_id i64, title str
INSERT INTO standard_version (certificate_id, evaluator_id, version_no, title, state, submitted_at, decided_at, published_at)
VALUES (:certificate_id, :evaluator_id, 1, :title, 'published', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));

-- demo_rule insert
-- in standard_version_id i64, certificate_level_id i64, evaluator_id i64, description str
INSERT INTO level_rule (standard_version_id, certificate_level_id, evaluator_id, total_line_centi, credits_centi, exam_forms,
	description)
VALUES (:standard_version_id, :certificate_level_id, :evaluator_id, 6000, 600, 6, :description);

-- demo_component insert
-- in level_rule_id i64, number str, name str, kind str, weight i64, least i64, position i64
INSERT INTO level_component (level_rule_id, code, name, kind, weight_centi, max_centi, min_centi, position)
VALUES (:level_rule_id, :number, :name, :kind, :weight, 10000, :least, :position);

-- demo_scope insert
-- in level_rule_id i64, major_id i64
INSERT INTO level_major (level_rule_id, major_id) VALUES (:level_rule_id, :major_id);

-- demo_fee insert
-- in level_rule_id i64, province str, fen i64
INSERT INTO level_fee (level_rule_id, province, fee_fen) VALUES (:level_rule_id, :province, :fen);

-- demo_window insert
-- in province str, kind str, year i64
INSERT INTO province_window (province, kind, year, open_at, close_at)
VALUES (:province, :kind, :year, UTC_TIMESTAMP(6) - INTERVAL 60 DAY, UTC_TIMESTAMP(6) + INTERVAL 60 DAY);

-- demo_pilot_application insert
-- in school_id i64, province str, evaluator_id i64, year i64, state str
INSERT INTO pilot_application (school_id, province, evaluator_id, year, statement, state, submitted_at, opinion, opinion_at,
	decided_at)
VALUES (:school_id, :province, :evaluator_id, :year, '演示申报：化工类专业群，设备齐全。', :state, UTC_TIMESTAMP(6),
	IF(:state = 'submitted', NULL, 'support'), IF(:state = 'submitted', NULL, UTC_TIMESTAMP(6)),
	IF(:state = 'approved', UTC_TIMESTAMP(6), NULL));

-- demo_pilot_item insert
-- in pilot_application_id i64, certificate_level_id i64, major_id i64, n i64
INSERT INTO pilot_application_item (pilot_application_id, certificate_level_id, major_id, planned_count)
VALUES (:pilot_application_id, :certificate_level_id, :major_id, :n);

-- demo_pilot insert
-- in school_id i64, province str, evaluator_id i64, certificate_level_id i64, pilot_application_id i64
INSERT INTO pilot (school_id, province, evaluator_id, certificate_level_id, pilot_application_id)
VALUES (:school_id, :province, :evaluator_id, :certificate_level_id, :pilot_application_id);

-- demo_register insert
-- in organisation_id i64, province str, year i64, n i64
INSERT INTO register_batch (organisation_id, province, year, entry_count) VALUES (:organisation_id, :province, :year, :n);

-- demo_register_entry bulk
-- in register_batch_id i64, year i64, province str, school_id i64, school_code str, school_name str, name str, document_index bytes, student_number str, major_code str, major_name str, enrol_year i64
INSERT INTO register_entry (register_batch_id, year, province, school_id, school_code, school_name, name, document_type,
	document_index, student_number, education_level, major_code, major_name, enrol_year)
VALUES @row(:register_batch_id, :year, :province, :school_id, :school_code, :school_name, :name, 'resident_id',
	:document_index, :student_number, 'college', :major_code, :major_name, :enrol_year);

-- demo_candidate insert
-- in school_id i64, province str, name str, document_sealed bytes, document_index bytes, document_mask str, person_index bytes, sex i64, birth_date str, ethnicity str, phone_sealed bytes, phone_mask str, student_number str, major_id i64, enrol_year i64, class_name str, verification str, reasons str
INSERT INTO candidate (school_id, province, name, document_type, document_sealed, document_index, document_mask, person_index,
	sex, birth_date, ethnicity, phone_sealed, phone_mask, student_number, education_level, major_id, enrol_year, class_name,
	verification, verification_reasons, verified_at, verified_version)
VALUES (:school_id, :province, :name, 'resident_id', :document_sealed, :document_index, :document_mask, :person_index, :sex,
	:birth_date, :ethnicity, :phone_sealed, :phone_mask, :student_number, 'college', :major_id, :enrol_year, :class_name,
	:verification, :reasons, IF(:verification = 'pending', NULL, UTC_TIMESTAMP(6)), IF(:verification = 'accurate', 1, NULL));

-- demo_site_application insert
-- in school_id i64, province str, evaluator_id i64, state str
INSERT INTO site_application (school_id, province, evaluator_id, statement, state, submitted_at, decided_at)
VALUES (:school_id, :province, :evaluator_id, '演示申报：考场、设备与师资均已具备。', :state, UTC_TIMESTAMP(6),
	IF(:state = 'approved', UTC_TIMESTAMP(6), NULL));

-- demo_site_certificate insert
-- in site_application_id i64, certificate_id i64
INSERT INTO site_application_certificate (site_application_id, certificate_id) VALUES (:site_application_id, :certificate_id);

-- demo_site_item insert
-- in site_application_id i64, kind str, position i64, name str, quantity i64, decision str?
INSERT INTO site_application_item (site_application_id, kind, position, name, quantity, decision)
VALUES (:site_application_id, :kind, :position, :name, :quantity, :decision);

-- demo_plan insert
-- in evaluator_id i64, number str, name str, kind str, year i64, first_day i64
INSERT INTO plan (evaluator_id, number, name, kind, year, description, state, registration_open_at, registration_close_at,
	scheduling_open_at, scheduling_close_at, exam_open_at, exam_close_at, score_open_at, score_close_at, publicity_open_at,
	publicity_close_at, published_at)
SELECT :evaluator_id, :number, :name, :kind, :year, '演示计划', 'published', t.d, t.d + INTERVAL 10 DAY, t.d + INTERVAL 10 DAY,
	t.d + INTERVAL 15 DAY, t.d + INTERVAL 16 DAY, t.d + INTERVAL 20 DAY, t.d + INTERVAL 20 DAY, t.d + INTERVAL 28 DAY,
	t.d + INTERVAL 28 DAY, t.d + INTERVAL 38 DAY, LEAST(t.d - INTERVAL 7 DAY, UTC_TIMESTAMP(6))
FROM (SELECT TIMESTAMP(UTC_DATE()) + INTERVAL :first_day DAY AS d) t;

-- demo_notice insert
-- in organisation_id i64, kind str, title str, body str, link str, position i64, days i64
INSERT INTO announcement (organisation_id, kind, title, body, link, position, state, published_at)
VALUES (:organisation_id, :kind, :title, :body, :link, :position, 'published', UTC_TIMESTAMP(6) - INTERVAL :days DAY);

-- demo_setting exec
-- in value str, name str
UPDATE setting SET value = :value WHERE name = :name AND value = '';

-- demo_consultation insert
-- in organisation_id i64, subject str, question str, answer str
INSERT INTO consultation (ticket_hash, organisation_id, subject, question, answer, answered_at, is_public, state)
VALUES (RANDOM_BYTES(32), :organisation_id, :subject, :question, :answer, UTC_TIMESTAMP(6), 1, 'answered');

-- demo_officer one
-- in organisation_id i64
-- out id i64
SELECT MIN(id) FROM account WHERE organisation_id = :organisation_id;

-- demo_schedule_dated exec
-- unscoped written by ctl alone
-- in id i64
UPDATE schedule d JOIN plan p ON p.id = d.plan_id SET d.created_at = p.scheduling_close_at - INTERVAL 2 DAY,
	d.published_at = p.scheduling_close_at - INTERVAL 1 DAY
WHERE d.id = :id;

-- demo_review insert
-- unscoped written by ctl alone: the first who has failed asks
-- in plan_id i64, reason str
INSERT INTO score_review (result_id, plan_id, registration_id, school_id, evaluator_id, province, reason)
SELECT x.id, x.plan_id, x.registration_id, x.school_id, x.evaluator_id, x.province, :reason FROM result x
WHERE x.plan_id = :plan_id AND x.passed = 0 AND x.attendance = 'normal' ORDER BY x.id LIMIT 1;

-- demo_passed one
-- unscoped an invented candidate with whom the public look-up can be tried
-- in plan_id i64
-- out name str, document_sealed bytes, document_index bytes, ticket_number str
SELECT c.name, c.document_sealed, c.document_index, t.ticket_number
FROM result x JOIN registration g ON g.id = x.registration_id JOIN candidate c ON c.id = g.candidate_id
	JOIN ticket t ON t.registration_id = g.id
WHERE x.plan_id = :plan_id AND x.passed = 1 ORDER BY x.id LIMIT 1;

-- demo_photo exec
-- unscoped written by ctl alone: candidates of one sex share two drawn pictures
-- in photo_id i64, school_id i64, sex i64, half i64
UPDATE candidate c SET c.photo_id = :photo_id
WHERE c.school_id = :school_id AND c.verification = 'accurate' AND c.sex = :sex AND c.id % 2 = :half;

-- demo_event bulk
-- in plan_id i64, session_room_id i64, exam_session_id i64, registration_id i64, school_id i64, evaluator_id i64, kind str, note str, uuid bytes, occurred time, account_id i64
INSERT INTO exam_event (plan_id, session_room_id, exam_session_id, registration_id, school_id, evaluator_id, kind, note,
	event_uuid, occurred_at, recorded_by)
VALUES @row(:plan_id, :session_room_id, :exam_session_id, :registration_id, :school_id, :evaluator_id, :kind, :note, :uuid,
	:occurred, :account_id);
