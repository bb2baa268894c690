/*
 * score_fixture.mjs: a plan with scheduled candidates whose score entry is open, put into the database directly: what
 * scores start from, without the steps before it. Used by score_test.mjs.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { env, sql, sqlValue, unique } from './lib.mjs';
import { newCode, resident } from './signing_fixture.mjs';

const hex = (t) => Buffer.from(t).toString('hex');
const text = (t) => `CONVERT(X'${hex(t)}' USING utf8mb4)`;
const insert = (table, row) => {
	const names = Object.keys(row);
	return sqlValue(`INSERT INTO ${table} (${names}) VALUES (${names.map((n) => row[n])}); SELECT LAST_INSERT_ID()`);
};

/** Blind indexes of [name, number] pairs as fcgi/data/person.c makes them. */
function personIndexes(pairs) {
	const key = /^index ([0-9a-f]{64})$/m.exec(fs.readFileSync(`${env.dir}/secrets/field_keys`, 'utf8'))[1];
	const program = `import hashlib,sys
key=hashlib.blake2b(b'',key=bytes.fromhex(sys.argv[1]),salt=(1).to_bytes(8,'little'),person=b'fieldidx',digest_size=32).digest()
for line in sys.stdin.read().split('\\0'):
    print(hashlib.blake2b(b'\\x06person'+line.encode(),key=key,digest_size=32).hexdigest())`;
	const input = pairs.map(([name, number]) => `${name.toUpperCase()}\n${number}`).join('\0');
	return execFileSync('python3', ['-c', program, key], { encoding: 'utf8', input }).trim().split('\n');
}

const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨'];
const given = [...'安博超栋恩峰刚浩佳凯磊明宁鹏琪瑞'];

/**
 * A published plan of the evaluator with n candidates of the school, scheduled, in two components: theory 40 %, least 50
 * of 100; practical 60 %, least 60; total line 60. Score entry is open now; windows as days from now in at.
 */
export function scorePlan(p, n, { twoEntries = false } = {}) {
	const evaluator = p.evaluator.organisation;
	const at = (d) => `UTC_TIMESTAMP(6) + INTERVAL ${Math.round(d * 86400)} SECOND`;
	const certificate = insert('certificate', { evaluator_id: evaluator, code: `'${newCode()}'`, name: text('化工精馏安全控制'), state: "'published'" });
	const level = insert('certificate_level', { certificate_id: certificate, evaluator_id: evaluator, level: 2 });
	const standard = insert('standard_version', { certificate_id: certificate, evaluator_id: evaluator, version_no: 1, title: "'1.0'", state: "'published'" });
	const rule = insert('level_rule', { standard_version_id: standard, certificate_level_id: level, evaluator_id: evaluator, total_line_centi: 6000, credits_centi: 400 });
	insert('level_component', { level_rule_id: rule, code: "'theory'", name: text('理论'), kind: "'theory'", weight_centi: 4000, min_centi: 5000, position: 1 });
	insert('level_component', { level_rule_id: rule, code: "'practical'", name: text('实操'), kind: "'practical'", weight_centi: 6000, min_centi: 6000, position: 2 });
	const site = sqlValue(`SELECT id FROM site WHERE school_id = ${p.schoolId} AND evaluator_id = ${evaluator}`) ??
		insert('site', { school_id: p.schoolId, province: "'110000'", evaluator_id: evaluator, code: `'${String(p.schoolId).slice(-4).padStart(4, '0')}'`, name: text('测试考核站点') });
	const number = unique('S');
	const id = insert('plan', {
		evaluator_id: evaluator, number: `'${number}'`, name: text('成绩测试计划'), year: 2026, state: "'published'", published_at: at(-60), two_entries: twoEntries ? 1 : 0,
		registration_open_at: at(-50), registration_close_at: at(-40), scheduling_open_at: at(-40), scheduling_close_at: at(-30),
		exam_open_at: at(-20), exam_close_at: at(-10), score_open_at: at(-5), score_close_at: at(5), publicity_open_at: at(6), publicity_close_at: at(12),
	});
	insert('plan_level', { plan_id: id, certificate_level_id: level, level_rule_id: rule });
	const major = sqlValue('SELECT MIN(id) FROM major');
	const quota = insert('quota_account', { school_id: p.schoolId, evaluator_id: evaluator, province: "'110000'", certificate_level_id: level, major_id: major, year: 2026 });
	const schedule = insert('schedule', { plan_id: id, evaluator_id: evaluator, version_no: 1, seed: "REPEAT(X'00', 32)", state: "'published'" });
	const room = insert('exam_room', { site_id: site, school_id: p.schoolId, evaluator_id: evaluator, province: "'110000'", building: text('实训楼'), name: text(`机房${unique()}`), kind: "'theory'", row_count: 5, column_count: 6, capacity: 30 });
	const sessions = ['theory', 'practical'].map((kind, i) => insert('exam_session', { plan_id: id, evaluator_id: evaluator, name: text(['上午', '下午'][i]), kind: `'${kind}'`, starts_at: at(-19 + i / 4), ends_at: at(-19 + i / 4 + 0.1) }));
	const rooms = sessions.map((s, i) => insert('session_room', { schedule_id: schedule, exam_session_id: s, exam_room_id: room, site_id: site, plan_id: id, school_id: p.schoolId, evaluator_id: evaluator, province: "'110000'", room_number: `'000${i + 1}'` }));
	const people = [];
	for (let i = 0; i < n; i++)
		people.push({
			name: surnames[i % 16] + given[Math.floor(i / 16) % 16] + given[i % 13], number: resident(i % 1000),
			ticket: `2611${String(id).slice(-4).padStart(4, '0')}0001${String(i + 1).padStart(2, '0')}`, unique: `${number}-${i}`,
		});
	const indexes = personIndexes(people.map((c) => [c.name, c.number]));
	const values = (f) => people.map(f).join(',\n');
	sql(`INSERT INTO candidate (school_id, province, name, document_type, document_sealed, document_index, document_mask, person_index,
		student_number, education_level, major_id, enrol_year, class_name, verification) VALUES
		${values((c, i) => `(${p.schoolId}, '110000', ${text(c.name)}, 'resident_id', X'00', UNHEX(SHA2('${c.unique}', 256)), '110***********${c.number.slice(-4)}',
		X'${indexes[i]}', '${c.unique}', (SELECT education_level FROM major WHERE id = ${major}), ${major}, 2024, ${text('化工2401')}, 'accurate')`)};
		INSERT INTO registration (plan_id, certificate_level_id, candidate_id, school_id, site_id, evaluator_id, province, quota_account_id)
		SELECT ${id}, ${level}, id, ${p.schoolId}, ${site}, ${evaluator}, '110000', ${quota} FROM candidate
		WHERE school_id = ${p.schoolId} AND student_number LIKE '${number}-%' ORDER BY id;`);
	const registrations = sql(`SELECT g.id, c.student_number FROM registration g JOIN candidate c ON c.id = g.candidate_id WHERE g.plan_id = ${id} ORDER BY g.id`);
	for (const [g, u] of registrations) people[Number(u.split('-').at(-1))].registration = g;
	sql(`INSERT INTO ticket (registration_id, plan_id, ticket_number, schedule_id, school_id, site_id, person_index)
		VALUES ${values((c, i) => `(${c.registration}, ${id}, '${c.ticket}', ${schedule}, ${p.schoolId}, ${site}, X'${indexes[i]}')`)}`);
	// every candidate has a seat in both sessions, as far as the room goes
	const seats = sessions.flatMap((session, k) => people.slice(0, 30).map((c, i) =>
		`(${rooms[k]}, ${i + 1}, ${Math.floor(i / 6) + 1}, ${(i % 6) + 1}, ${c.registration}, ${session}, ${schedule})`));
	sql(`INSERT INTO seat_assignment (session_room_id, seat_no, row_no, column_no, registration_id, exam_session_id, schedule_id) VALUES ${seats.join(',')}`);
	return { id, number, level, site, sessions, rooms, people };
}

/** What the exam day recorded: kind absent or misconduct, in the theory (0) or practical (1) session. */
export function examEvent(p, plan, person, kind, session = 0) {
	return insert('exam_event', {
		plan_id: plan.id, session_room_id: plan.rooms[session], exam_session_id: plan.sessions[session], registration_id: person.registration,
		school_id: p.schoolId, evaluator_id: p.evaluator.organisation, kind: `'${kind}'`, event_uuid: 'RANDOM_BYTES(16)', occurred_at: 'UTC_TIMESTAMP(6)', recorded_by: p.officer.account,
	});
}

/** Moves the plan's windows so that one of them is open now: 'score', 'between', 'publicity', 'over'. */
export function movePlan(plan, to) {
	const offset = { score: [-5, 5, 6, 12], between: [-12, -1, 1, 8], publicity: [-20, -8, -1, 5], over: [-30, -20, -9, -1] }[to];
	const at = (d) => `UTC_TIMESTAMP(6) + INTERVAL ${d} DAY`;
	sql(`UPDATE plan SET exam_open_at = ${at(offset[0] - 12)}, scheduling_open_at = ${at(offset[0] - 22)}, scheduling_close_at = ${at(offset[0] - 13)},
		registration_open_at = ${at(offset[0] - 40)}, registration_close_at = ${at(offset[0] - 30)}, exam_close_at = ${at(offset[0] - 1)},
		score_open_at = ${at(offset[0])}, score_close_at = ${at(offset[1])}, publicity_open_at = ${at(offset[2])}, publicity_close_at = ${at(offset[3])} WHERE id = ${plan.id};
		UPDATE published_result SET open_at = ${at(offset[2])}, close_at = ${at(offset[3])} WHERE plan_id = ${plan.id}`);
}
