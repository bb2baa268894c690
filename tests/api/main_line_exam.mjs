/*
 * main_line_exam.mjs: the main line from the published seating to the end of publicity: tickets and room papers read back
 * with poppler and zbar, exam day, two entries of scores, results, look-up, and a review that two persons carry out.
 */
import { randomUUID } from 'node:crypto';
import { allRefused, check, job, moveClockTo, nobody, now, refused, same, sha256, sleep, sql, sqlValue } from './lib.mjs';
import { checkImport, confirmImport, importAll, portrait, qrCodes, readPdf, zip } from './main_line_world.mjs';

const seconds = (time, s) => new Date(Date.parse(time) + s * 1000);
const teamOf = (w, name) => (name === 'regular' ? w.ev1 : w.ev2);
const PAPERS = ['seating', 'sign', 'door', 'desk', 'record'];

/** Tickets with their people: { number, registration, person }. */
async function tickets(w, name) {
	const rows = sql(`SELECT t.ticket_number, r.id, r.candidate_id FROM ticket t JOIN registration r ON r.id = t.registration_id
		WHERE r.plan_id = ${w.plans[name]} AND r.state = 'registered' ORDER BY t.ticket_number`);
	const byId = new Map(w.people.map((p) => [p.id, p]));
	return rows.map(([number, registration, candidate]) => ({ number, registration, person: byId.get(candidate) }));
}

function sound(title, pdf, pages) {
	check(`${title}: A4, ${pages} pages or more`, pdf.pages >= pages && pdf.size.map(Math.round).sort((a, b) => a - b).join() === '595,842', pdf.size);
	check(`${title}: every font is embedded`, pdf.fonts.length > 0 && pdf.fonts.every((f) => f.embedded), pdf.fonts);
}

async function papersOf(w, name) {
	const room = w.sessionRooms[name][0];
	const list = (await w.school1.officer.get(`/session-rooms/${room.id}/papers`)).items;
	const page = await w.school1.officer.get(`/session-rooms/${room.id}`);
	const names = page.candidates.map((c) => c.name);
	check(`${name}: the room's page has its papers`, PAPERS.every((k) => list.some((p) => p.kind.includes(k))), list.map((p) => p.kind));
	for (const paper of list) {
		const pdf = readPdf(await w.school1.officer.bytes(`/papers/${paper.id}/file`));
		sound(`${paper.kind} of a room`, pdf, 1);
		same(`${paper.kind}: as many pages as it says`, pdf.pages, paper.pages);
		if (/seating|sign|desk/.test(paper.kind))
			check(`${paper.kind}: every candidate of the room, as text`, names.every((n) => pdf.text.replace(/\s/g, '').includes(n)), pdf.text.slice(0, 600));
	}
}

const scoreRow = (t, [theory, practical, state = '正常']) => ({
	准考证号: t.number, 姓名: t.person.name, ...(theory !== null && { 理论成绩: theory, 实操成绩: practical }), 状态: state,
});
/** What each one reaches: some fail by the total, some by a minimum, one is absent, one is caught. */
function marks(i) {
	if (i === 0) return [null, null, '缺考'];
	if (i === 1) return [null, null, '违纪'];
	if (i % 20 === 2) return ['48', '95'];
	if (i % 20 === 3) return ['60', '61'];
	return [String(70 + (i % 25) + 0.5), String(75 + (i % 20))];
}

/** Once a ticket shows a photo, no archive brings another. */
async function frozenPhoto(w) {
	const p = w.tickets.regular.find((t) => t.person.school === 'school1').person;
	const { officer } = w.school1;
	const shown = () => officer.bytes(`/candidates/${p.id}/photo`);
	const before = sha256(await shown());
	const { job: id } = await officer.post('/photo-imports', { file: await officer.upload('photos', '照片.zip', zip([[`${p.student}.png`, portrait(777)]])) });
	await job(officer, id);
	const [r] = (await officer.get(`/jobs/${id}/rows`)).items;
	check('F11: a photo by archive after the tickets is refused', r.state === 'failed' && /准考证已生成，照片不能再换$/.test(r.message), r);
	same('F11: the photo on the ticket stays', sha256(await shown()), before);
}

export const exam = [
	{
		name: 'the seating is published: ticket numbers and papers',
		run: async (w) => {
			w.tickets = {};
			for (const name of ['regular', 'additional']) {
				const team = teamOf(w, name);
				const id = w.schedules[name];
				const before = await team.officer.get(`/schedules/${id}`);
				const { job: publishing } = await team.officer.post(`/schedules/${id}/publish`, { version: before.version });
				await job(team.officer, publishing, { seconds: 300 });
				same(`${name}: published`, (await team.officer.get(`/schedules/${id}`)).state, 'published');
				w.tickets[name] = await tickets(w, name);
				const n = name === 'regular' ? 200 : 100;
				check(`${name}: ${n} ticket numbers of 14 digits, all different`, new Set(w.tickets[name].map((t) => t.number)).size === n && w.tickets[name].every((t) => /^\d{14}$/.test(t.number)), w.tickets[name][0]);
				for (let i = 0; i < 600; i++) {
					const open = sqlValue(`SELECT COUNT(*) FROM job WHERE plan_id = ${w.plans[name]} AND state IN ('queued', 'running')`);
					if (open === '0') break;
					await sleep(200);
				}
				same(`${name}: no job failed`, sql(`SELECT kind, error_text FROM job WHERE plan_id = ${w.plans[name]} AND state = 'failed'`), []);
			}
		},
		after: (w) => [
			['published twice', 409, w.ev1.officer, 'POST', `/schedules/${w.schedules.regular}/publish`, { version: 2 }],
			['a seat moved after publication', 409, w.ev1.officer, 'POST', `/schedules/${w.schedules.regular}/move`, { registration: w.one, session_room: w.sessionRooms.regular[0].id, seat: 1 }],
			['another organisation\'s rooms', 404, w.ev2.officer, 'GET', `/schedules/${w.schedules.regular}/rooms`],
			['another organisation\'s room', 404, w.ev2.officer, 'GET', `/session-rooms/${w.sessionRooms.regular[0].id}`],
			['a site\'s room seen by a school that is not there', 404, w.school2.officer, 'GET', `/session-rooms/${w.sessionRooms.regular[0].id}`],
			['F11: a photo changed after the tickets', 409, w.school1.officer, 'POST', `/candidates/${w.people[5].id}/photo`, { file: '1' }],
			['exam day before its window', 409, w.school1.officer, 'POST', `/session-rooms/${w.sessionRooms.regular.find((r) => r.site === w.sites['school1 distillation']).id}/events`, { events: [{ uuid: randomUUID(), kind: 'incident', note: 'x', occurred_at: now().toISOString() }] }],
		],
	},
	{
		name: 'tickets and room papers are read back',
		run: async (w) => {
			await frozenPhoto(w);
			w.sessionRooms.regular.sort((a, b) => (a.site === w.sites['school1 distillation'] ? 0 : 1) - (b.site === w.sites['school1 distillation'] ? 0 : 1));
			await papersOf(w, 'regular');
			const t = w.tickets.regular.find((x) => x.person.school === 'school1');
			const bytes = await w.school1.officer.bytes(`/registrations/${t.registration}/ticket`);
			const pdf = readPdf(bytes);
			sound('准考证', pdf, 1);
			check('准考证: name and number as text', pdf.text.replace(/\s/g, '').includes(t.person.name) && pdf.text.replace(/\s/g, '').includes(t.number), pdf.text);
			check('准考证: no full document number', !pdf.text.includes(t.person.number));
			const [code] = qrCodes(pdf.file);
			check('准考证: the QR code names the ticket', code?.startsWith(`TK1.${w.plans.regular}.${t.registration}.${t.number}.`), code);
			w.code = code;
			w.scanned = t;
			const own = await nobody().ask('POST', '/public/tickets', { name: t.person.name, document_number: t.person.number, plan: w.plans.regular }, { key: null });
			same('the candidate gets the same ticket with name and number', [own.status, sha256(own.bytes)], [200, sha256(bytes)]);
		},
		after: (w) => {
			const { person, registration } = w.scanned;
			return [
				['a wrong name', 404, nobody(), 'POST', '/public/tickets', { name: '李不是', document_number: person.number, plan: w.plans.regular }],
				['a wrong number', 404, nobody(), 'POST', '/public/tickets', { name: person.name, document_number: w.people.find((p) => p.number !== person.number).number, plan: w.plans.regular }],
				['a ticket of a school and site elsewhere', 404, w.school3.officer, 'GET', `/registrations/${registration}/ticket`],
				['another organisation\'s ticket', 404, w.ev2.officer, 'GET', `/registrations/${registration}/ticket`],
				['papers for the public', 401, nobody(), 'GET', `/plans/${w.plans.regular}/papers`],
			];
		},
	},
	{
		name: 'exam day: check-in by QR code without doubles, absence, misconduct',
		run: async (w) => {
			const room = sqlValue(`SELECT a.session_room_id FROM seat_assignment a JOIN session_room s ON s.id = a.session_room_id JOIN exam_session e ON e.id = s.exam_session_id
				WHERE a.registration_id = ${w.scanned.registration} AND a.schedule_id = ${w.schedules.regular} AND e.kind = 'theory'`);
			moveClockTo(seconds(w.sessionRooms.regular[0].starts, 60));
			const path = `/session-rooms/${room}/events`;
			const time = now().toISOString();
			const scan = { uuid: randomUUID(), kind: 'check_in', ticket: w.code, occurred_at: time };
			const send = async (events) => (await w.school1.officer.post(path, { events })).items;
			const first = await send([scan]);
			same('a scan is stored', first.map((x) => x.result), ['stored']);
			same('the same scan again is known', (await send([scan, { ...scan, uuid: randomUUID() }])).map((x) => x.result), ['known', 'known']);
			const forged = w.code.replace(/\.[^.]*$/, `.${'A'.repeat(86)}`);
			same('a forged code is refused', (await send([{ ...scan, uuid: randomUUID(), ticket: forged }])).map((x) => x.result), ['refused']);
			for (const [name, list] of Object.entries(w.tickets)) {
				if (name === 'additional') continue;
				for (const [i, kind, note] of [[0, 'absent', ''], [1, 'misconduct', '携带手机']]) {
					for (const [where, startsAt] of sql(`SELECT a.session_room_id, s.kind FROM seat_assignment a JOIN session_room r ON r.id = a.session_room_id JOIN exam_session s ON s.id = r.exam_session_id
						WHERE a.registration_id = ${list[i].registration} AND a.schedule_id = ${w.schedules[name]}`)) {
						const actor = list[i].person.school === 'school3' ? w.school3.officer : w.school1.officer;
						const done = await actor.post(`/session-rooms/${where}/events`, { events: [{ uuid: randomUUID(), kind, registration: list[i].registration, note, occurred_at: time }] });
						same(`${kind} in ${startsAt} is stored`, done.items.map((x) => x.result), ['stored']);
					}
				}
			}
			w.room = room;
			w.event = first[0].id;
		},
		after: (w) => {
			const one = { uuid: randomUUID(), kind: 'incident', note: '停电五分钟', occurred_at: now().toISOString() };
			return [
				['another site records', 404, w.school3.officer, 'POST', `/session-rooms/${w.room}/events`, { events: [one] }],
				['the evaluator records', 403, w.ev1.officer, 'POST', `/session-rooms/${w.room}/events`, { events: [one] }],
				['another site revokes', 404, w.school3.officer, 'POST', `/exam-events/${w.event}/revoke`, { reason: '误登' }],
				['scores before their window', 409, w.ev1.officer, 'PUT', `/plans/${w.plans.regular}/scores`, { entry: 1, items: [{ ticket: w.scanned.number, component: 'theory', score: '90' }] }],
				['results before scores', 409, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/results`],
			];
		},
	},
	{
		name: 'scores are entered: one plan twice by two persons, one once',
		run: async (w) => {
			moveClockTo(seconds(w.windows[3].open, 5));
			const [a, b] = [w.tickets.regular, w.tickets.additional];
			const rows = a.map((t, i) => scoreRow(t, marks(i)));
			const bad = await checkImport(w.ev1.officer, 'score', [{ ...rows[5], 理论成绩: '101' }, { ...rows[6], 姓名: '别人' }, rows[7], rows[7]], { plan: w.plans.regular });
			check('a score above the range, another name and a double are named with their cells', bad.refused >= 3 && bad.faults.filter((f) => /^[A-Z]+\d+$/.test(f.cell)).length >= 3, bad.faults);
			await importAll(w.ev1.officer, 'score', rows, { plan: w.plans.regular });
			const other = rows.map((r, i) => (i === 9 ? { ...r, 理论成绩: '12' } : r));
			const second = await checkImport(w.ev1.officer2, 'score', other, { plan: w.plans.regular });
			same('the second entry is right', [second.accepted, second.refused], [200, 0]);
			await confirmImport(w.ev1.officer2, second);
			const differing = (await w.ev1.officer.get(`/plans/${w.plans.regular}/score-comparison`)).items;
			same('the comparison finds the one difference', differing.map((d) => d.ticket_number ?? d.ticket), [a[9].number]);
			await importAll(w.ev2.officer, 'score', b.map((t, i) => scoreRow(t, i < 2 ? ['80', '80'] : marks(i))), { plan: w.plans.additional });
			w.rows = rows;
		},
		after: (w) => {
			const item = { ticket: w.tickets.regular[12].number, component: 'theory', score: '90' };
			return [
				['another organisation enters', 404, w.ev2.officer, 'PUT', `/plans/${w.plans.regular}/scores`, { entry: 1, items: [item] }],
				['the school enters', 403, w.school1.officer, 'PUT', `/plans/${w.plans.regular}/scores`, { entry: 1, items: [item] }],
				['the school reads before publicity', [403, 409], w.school1.officer, 'GET', `/plans/${w.plans.regular}/results`],
				['a candidate reads before publicity', [404, 409], nobody(), 'POST', '/public/results', { name: w.scanned.person.name, document_number: w.scanned.person.number, ticket_number: w.scanned.number }],
				['publicity before score entry is over', 409, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/publicity`],
			];
		},
	},
	{
		name: 'the difference is settled, results are computed by the pass rule',
		run: async (w) => {
			const seen = await w.ev1.officer2.all(`/plans/${w.plans.regular}/scores?entry=2`);
			const one = seen.find((s) => (s.ticket_number ?? s.ticket) === w.tickets.regular[9].number && s.component === 'theory') ?? seen.find((s) => (s.ticket_number ?? s.ticket) === w.tickets.regular[9].number);
			const version = one.version ?? one.scores?.find((c) => c.component === 'theory')?.version;
			await w.ev1.officer2.put(`/plans/${w.plans.regular}/scores`, { entry: 2, items: [{ ticket: w.tickets.regular[9].number, component: 'theory', score: marks(9)[0], version }] });
			same('nothing differs any more', (await w.ev1.officer.get(`/plans/${w.plans.regular}/score-comparison`)).items, []);
			for (const name of ['regular', 'additional']) {
				const team = teamOf(w, name);
				await job(team.officer, (await team.officer.post(`/plans/${w.plans[name]}/results`)).job);
				const results = await team.officer.all(`/plans/${w.plans[name]}/results`);
				const expected = w.tickets[name].map((t, i) => {
					const [theory, practical, state] = name === 'additional' && i < 2 ? ['80', '80'] : marks(i);
					if (state) return false;
					const total = (Number(theory) * 40 + Number(practical) * 60) / 100;
					return Number(theory) >= 50 && Number(practical) >= 60 && total >= (name === 'regular' ? 70 : 60);
				});
				const found = new Map(results.map((r) => [r.ticket_number, r.passed]));
				same(`${name}: who has passed`, w.tickets[name].map((t) => found.get(t.number)), expected);
				w.passed = { ...w.passed, [name]: w.tickets[name].filter((t, i) => expected[i]) };
			}
		},
	},
	{
		name: 'publicity: the set is published with its hash; look-up is exact and limited',
		run: async (w) => {
			moveClockTo(seconds(w.windows[4].open, 5));
			for (const name of ['regular', 'additional']) {
				const team = teamOf(w, name);
				await job(team.officer, (await team.officer.post(`/plans/${w.plans[name]}/publicity`)).job);
				const shown = (await nobody().get('/public/publicity')).items.find((p) => p.plan === w.plans[name]);
				check(`${name}: the hash of the whole set is public`, /^[0-9a-f]{64}$/.test(shown?.hash) && shown.count === w.tickets[name].length, shown);
			}
			const mine = await w.school1.officer.all(`/plans/${w.plans.regular}/results`);
			same('a school sees its own results', mine.length, 90);
			const text = JSON.stringify(mine);
			check('lists hold no document number, phone or birth', !w.people.slice(0, 90).some((p) => text.includes(p.number) || text.includes(p.phone) || text.includes(p.birth)));
			const { person, number } = w.scanned;
			const ask = (body) => nobody().ask('POST', '/public/results', { name: person.name, document_number: person.number, ticket_number: number, ...body }, { key: null });
			const right = await ask({});
			check('a candidate reads the own result', right.status === 200 && right.body.items.length === 1 && JSON.stringify(right.body).includes(number), right.body);
			const wrong = [await ask({ name: '李不是' }), await ask({ document_number: w.people[60].number }), await ask({ ticket_number: w.tickets.regular[50].number })];
			const form = wrong.map((r) => JSON.stringify({ ...r.body, instance: 0 }));
			check('whatever part is wrong, the answer is alike', new Set(form).size === 1, form);
			const states = [];
			for (let i = 0; i < 12; i++) states.push((await ask({ ticket_number: String(26000000000000 + i) })).status);
			check('C21: guessing a number is stopped', states.at(-1) === 403 && states.filter((s) => s === 403).length >= 6, states);
		},
		after: (w) => [
			['published twice', 409, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/publicity`],
			['scores after publication', 409, w.ev1.officer, 'PUT', `/plans/${w.plans.regular}/scores`, { entry: 1, items: [{ ticket: w.tickets.regular[12].number, component: 'theory', score: '90' }] }],
			['another organisation\'s results', 404, w.ev2.officer, 'GET', `/plans/${w.plans.regular}/results`],
			['certificates before publicity is over', 409, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/certificate-drafts`],
		],
	},
	{
		name: 'a review: asked by the school, decided by two persons, with a trace',
		run: async (w) => {
			const index = w.tickets.regular.findIndex((t, i) => i % 20 === 2 && i > 2 && t.person.school === 'school1');
			const one = w.tickets.regular[index];
			const results = await w.school1.officer.all(`/plans/${w.plans.regular}/results`);
			const result = results.find((r) => r.ticket_number === one.number);
			same('before the review it is not passed', result.passed, false);
			await refused('another school asks', 404, w.school2.officer, 'POST', `/results/${result.id}/reviews`, { reason: '请求复核理论成绩' });
			const review = await w.school1.officer.post(`/results/${result.id}/reviews`, { reason: '请求复核理论成绩' });
			await w.ev1.officer.post(`/score-reviews/${review.id}/start`);
			const change = await w.ev1.officer.post(`/score-reviews/${review.id}/changes`, { component: 'theory', score: '84', state: 'normal', reason: '漏判一题' });
			await allRefused('a change of score', [
				['by the same person', [403, 409], w.ev1.officer, 'POST', `/score-changes/${change.id}/approve`],
				['by another organisation', 404, w.ev2.officer, 'POST', `/score-changes/${change.id}/approve`],
				['by the school', 403, w.school1.officer, 'POST', `/score-changes/${change.id}/approve`],
				['certificates while a review is open', 409, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/certificate-drafts`],
			]);
			await w.ev1.officer2.post(`/score-changes/${change.id}/approve`);
			const after = (await w.school1.officer.all(`/plans/${w.plans.regular}/results`)).find((r) => r.ticket_number === one.number);
			same('after it it is passed', [after.passed, after.total], [true, '90.60']);
			w.passed.regular.push(one);
			same('and the trail has both persons', sql(`SELECT proposed_by <> decided_by FROM score_change WHERE id = ${change.id}`).flat(), ['1']);
			const second = w.tickets.additional.find((t) => t.person.school === 'school2');
			const own = await nobody().ask('POST', '/public/results/reviews', { name: second.person.name, document_number: second.person.number, ticket_number: second.number, reason: '请求复核实操成绩' }, { key: null });
			check('a candidate asks for a review', own.status === 201, own.body);
			const [asked] = (await w.ev2.officer.get(`/score-reviews?plan=${w.plans.additional}`)).items;
			await w.ev2.officer.post(`/score-reviews/${asked.id}/start`);
			await w.ev2.officer.post(`/score-reviews/${asked.id}/uphold`, { reason: '经复核无误' });
			w.result = result.id;
		},
	},
	{
		name: 'publicity ends, and with it reviews',
		run: async (w) => {
			moveClockTo(seconds(w.windows[4].close, 5));
			const shown = (await nobody().get('/public/publicity')).items.filter((p) => Object.values(w.plans).includes(p.plan));
			same('the list comes down by itself', shown, []);
		},
		after: (w) => [
			['a review after the close', 409, w.school1.officer, 'POST', `/results/${w.result}/reviews`, { reason: '请求复核理论成绩' }],
		],
	},
];
