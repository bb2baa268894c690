-- Rooms 考场 of exam sites, and the rooms that a site offers for a plan.

-- room_site one
-- in id i64, sc scope
-- out id i64, school_id i64, evaluator_id i64, province str, state str
SELECT s.id, s.school_id, s.evaluator_id, s.province, s.state FROM site s WHERE s.id = :id AND @scope(s);

-- room_insert insert
-- in site_id i64, school_id i64, evaluator_id i64, province str, building str, name str, kind str, row_count i64, column_count i64, capacity i64, equipment i64, accessibility i64, note str
INSERT INTO exam_room (site_id, school_id, evaluator_id, province, building, name, kind, row_count, column_count, capacity,
	equipment_count, accessibility, note)
VALUES (:site_id, :school_id, :evaluator_id, :province, :building, :name, :kind, :row_count, :column_count, :capacity,
	:equipment, :accessibility, :note);

-- room_update exec
-- in building str, name str, kind str, row_count i64, column_count i64, capacity i64, equipment i64, accessibility i64, note str, id i64, version i64, sc scope
UPDATE exam_room r SET building = :building, name = :name, kind = :kind, row_count = :row_count, column_count = :column_count,
	capacity = :capacity, equipment_count = :equipment, accessibility = :accessibility, note = :note, version = version + 1
WHERE r.id = :id AND r.version = :version AND r.state = 'active' AND @scope(r);

-- room_remove exec
-- in id i64, sc scope
UPDATE exam_room r SET state = 'removed', version = version + 1 WHERE r.id = :id AND r.state = 'active' AND @scope(r);

-- room_get one
-- in id i64, sc scope
-- out id i64, site_id i64, site str, building str, name str, kind str, row_count i64, column_count i64, capacity i64, equipment i64, accessibility i64, note str, in_use bool, version i64, school_id i64, evaluator_id i64, state str
SELECT r.id, r.site_id, s.name, r.building, r.name, r.kind, r.row_count, r.column_count, r.capacity, r.equipment_count,
	r.accessibility, r.note, EXISTS (SELECT 1 FROM plan_room x JOIN plan p ON p.id = x.plan_id WHERE x.exam_room_id = r.id AND p.state = 'published'
		AND p.scheduling_open_at <= UTC_TIMESTAMP(6) AND p.exam_close_at > UTC_TIMESTAMP(6)),
	r.version, r.school_id, r.evaluator_id, r.state
FROM exam_room r JOIN site s ON s.id = r.site_id WHERE r.id = :id AND @scope(r);

-- room_list many
-- in site_id i64, kind str?, q str?, sc scope
-- page id by r.id, building by r.building, name by r.name, capacity by r.capacity
-- out id i64, site_id i64, site str, building str, name str, kind str, row_count i64, column_count i64, capacity i64, equipment i64, accessibility i64, note str, in_use bool, version i64
SELECT r.id, r.site_id, s.name, r.building, r.name, r.kind, r.row_count, r.column_count, r.capacity, r.equipment_count,
	r.accessibility, r.note, EXISTS (SELECT 1 FROM plan_room x JOIN plan p ON p.id = x.plan_id WHERE x.exam_room_id = r.id AND p.state = 'published'
		AND p.scheduling_open_at <= UTC_TIMESTAMP(6) AND p.exam_close_at > UTC_TIMESTAMP(6)),
	r.version
FROM exam_room r JOIN site s ON s.id = r.site_id
WHERE @scope(r) AND r.state = 'active' AND (:site_id = 0 OR r.site_id = :site_id) AND (:kind IS NULL OR r.kind = :kind)
	AND (:q IS NULL OR LOCATE(:q, CONCAT(r.building, ' ', r.name)) > 0) AND @after
ORDER BY @order LIMIT @most;

-- room_blocks_delete exec
-- in exam_room_id i64
DELETE FROM room_seat_block WHERE exam_room_id = :exam_room_id;

-- room_block_insert bulk
-- in exam_room_id i64, row i64, column i64, kind str
INSERT INTO room_seat_block (exam_room_id, row_no, column_no, kind) VALUES @row(:exam_room_id, :row, :column, :kind);

-- room_blocks many
-- in exam_room_id i64
-- out row i64, column i64, kind str
SELECT row_no, column_no, kind FROM room_seat_block WHERE exam_room_id = :exam_room_id ORDER BY row_no, column_no;

-- plan_room_clear exec
-- in plan_id i64, sc scope
DELETE x FROM plan_room x WHERE x.plan_id = :plan_id AND @scope(x);

-- plan_room_insert insert
-- in plan_id i64, exam_room_id i64, site_id i64, school_id i64, evaluator_id i64
INSERT INTO plan_room (plan_id, exam_room_id, site_id, school_id, evaluator_id)
VALUES (:plan_id, :exam_room_id, :site_id, :school_id, :evaluator_id);

-- plan_room_list many
-- in plan_id i64, site_id i64, kind str?, sc scope
-- page id by r.id, site_name by s.name, building by r.building, capacity by r.capacity
-- out id i64, site_id i64, site_name str, building str, name str, kind str, row_count i64, column_count i64, capacity i64, accessibility i64
SELECT r.id, r.site_id, s.name, r.building, r.name, r.kind, r.row_count, r.column_count, r.capacity, r.accessibility
FROM plan_room x JOIN exam_room r ON r.id = x.exam_room_id JOIN site s ON s.id = x.site_id
WHERE x.plan_id = :plan_id AND @scope(x) AND (:site_id = 0 OR x.site_id = :site_id) AND (:kind IS NULL OR r.kind = :kind)
	AND @after
ORDER BY @order LIMIT @most;
