/*
 * import_registration.c: 批量导入报考 - 按证书导入 (manual 三 2): the rows name candidates of the school and a level
 * of the certificate; all are registered at the school's own site, or none. Uses data/registration like the list in
 * the portal.
 */
#include <stdlib.h>

#include "base/json.h"
#include "data/person.h"
#include "data/quota.h"
#include "data/registration.h"
#include "jobs/import.h"
#include "query/registration.h"
#include "rules/candidate_fields.h"
#include "web/plan_gate.h"

enum { PAGE = 5000, LEVELS = 4 };

struct own {
	struct plan_get plan;
	i64 site;
	i64 level[LEVELS]; /* certificate_level id by level number; 0: not in the plan */
	i64 rule[LEVELS];
	struct registration_people *people; /* of the school, in the order of their index */
	size_t n;
};

static int
by_index(const void *x, const void *y)
{
	const struct registration_people *a = x, *b = y;

	return str_cmp(a->person_index, b->person_index);
}

static void
load_people(import *m, struct own *o)
{
	struct registration_people *page;
	size_t cap = 0, got;
	i64 after = 0;

	do {
		got = registration_people(m->j->db, m->batch.school_id, after, PAGE, &page);
		o->people = arena_grow(m->a, o->people, &cap, o->n + got + 1, sizeof *o->people);
		if (got) {
			memcpy(o->people + o->n, page, got * sizeof *page);
			after = page[got - 1].id;
		}
		o->n += got;
	} while (got == PAGE);
	qsort(o->people, o->n, sizeof *o->people, by_index);
}

static void
registration_start(import *m)
{
	struct own *o = ARENA_NEW(m->a, struct own);
	struct plan_levels *v;
	struct registration_own_site site;
	bool found = false;
	str why;
	size_t n;

	m->own = o;
	if (plan_gate(m->j->db, m->batch.plan_id, ACT_REGISTER, &o->plan, &why) != E_OK) {
		import_say(m, FAULT_ERROR, why.p ? why : STR("没有这个考试计划"));
		return;
	}
	n = plan_levels(m->j->db, o->plan.id, &v);
	for (size_t i = 0; i < n; i++) {
		if (v[i].certificate_id != m->batch.certificate_id)
			continue;
		o->level[v[i].level] = v[i].level_id;
		o->rule[v[i].level] = v[i].rule_id;
		found = true;
	}
	if (!found)
		import_say(m, FAULT_ERROR, STR("本计划不含所选证书"));
	if (registration_own_site(m->j->db, m->batch.school_id, o->plan.evaluator_id, m->batch.certificate_id, &site))
		o->site = site.id;
	else
		import_say(m, FAULT_ERROR,
		    STR("本校没有已批准该证书的考核站点；如在其他站点考试，请在报考管理中勾选考生报考"));
	load_people(m, o);
}

static void
registration_check_row(import *m, void *row, const field_place *place, struct import_row_put *out, str *key)
{
	const struct registration_row *in = row;
	struct own *o = m->own;
	struct registration_people want = { .person_index =
						person_index(m->row, m->j->ring, in->name, in->document_number) };
	const struct registration_people *p =
	    o->n ? bsearch(&want, o->people, o->n, sizeof *o->people, by_index) : NULL;
	struct registration_major major;
	i64 level = in->level.p[0] - '0';
	json j = jw_new(m->row);

	if (o->level[level] == 0)
		field_fault(m->row, &registration_fields.v[2], in->level, place[2], STR("本计划不含该证书的这个等级"),
		    &m->fs);
	if (p == NULL) {
		field_fault(m->row, &registration_fields.v[0], in->name, place[0],
		    STR("本校没有姓名与证件号码都一致的考生，请先在考生管理中上传并认证"), &m->fs);
		return;
	}
	if (!str_is(p->verification, "accurate"))
		field_fault(m->row, &registration_fields.v[0], in->name, place[0],
		    STR("该考生的信息尚未认证为“信息准确”"), &m->fs);
	if (o->rule[level] && !registration_major(m->j->db, o->rule[level], p->major_id, &major))
		field_fault(m->row, &registration_fields.v[0], in->name, place[0],
		    STR("该考生的专业不在这个证书等级的试点范围内"), &m->fs);
	out->name = in->name;
	out->person_index = want.person_index;
	jw_open(&j);
	jw_kid(&j, "candidate", p->id);
	jw_kid(&j, "level", o->level[level]);
	jw_kid(&j, "major", p->major_id);
	jw_close(&j);
	out->payload = buf_view(&j.b);
	key[0] = str_f(m->row, "%lld %lld", (long long)p->id, (long long)level);
}

/* How many places the rows want of each account, against what it has: the row from which on it is too many is named.
 */
static void
check_quota(import *m, struct own *o)
{
	struct {
		i64 level, major, left;
	} seen[256];
	struct registration_import_rows *v;
	size_t n = 0, got;
	i64 after = 0;

	do {
		got = registration_import_rows(m->j->db, m->batch.id, after, PAGE, &v);
		for (size_t i = 0; i < got; i++) {
			size_t k = 0;

			after = v[i].row;
			while (k < n && (seen[k].level != v[i].level || seen[k].major != v[i].major))
				k++;
			if (k == n && n == sizeof seen / sizeof *seen)
				continue; /* the confirmation takes the quota and says it then */
			if (k == n) {
				struct registration_quota_left left = { 0 };

				registration_quota_left(
				    m->j->db, m->batch.school_id, v[i].level, v[i].major, o->plan.year, &left);
				seen[n].level = v[i].level;
				seen[n].major = v[i].major;
				seen[n++].left = left.balance;
			}
			if (seen[k].left-- <= 0)
				import_fault(m, v[i].row, "name", FAULT_ERROR,
				    STR("名额不足：该考生所在专业在这个证书等级的名额已由前面的行用完"), STR(""));
		}
	} while (got == PAGE);
}

static void
registration_check_all(import *m)
{
	struct own *o = m->own;

	struct registration_import_elsewhere *elsewhere;
	size_t n;

	registration_import_unchanged(m->j->db, o->plan.id, m->batch.id);
	n = registration_import_elsewhere(m->j->db, o->plan.id, m->batch.id, IMPORT_FAULTS, &elsewhere);
	for (size_t i = 0; i < n; i++)
		import_fault(m, elsewhere[i].row, "name", FAULT_ERROR,
		    STR("该考生已由另一所学校在本计划报考这个证书等级，请核对是否在本校就读"), STR(""));
	check_quota(m, o);
}

static error_code
registration_apply(import *m)
{
	struct own *o = m->own;
	struct registration_import_rows *v;
	registration_into into;
	str why = { 0 };
	size_t got;
	i64 after = 0, done = 0;

	/* The confirmation is another job than the check: it finds plan, levels and site anew. */
	o = ARENA_NEW(m->a, struct own);
	m->own = o;
	if (plan_gate(m->j->db, m->batch.plan_id, ACT_REGISTER, &o->plan, &why) != E_OK)
		return job_refuse(m->j, E_WINDOW, "%.*s", STR_ARG(why.p ? why : STR("没有这个考试计划")));
	struct registration_own_site site;
	if (!registration_own_site(
		m->j->db, m->batch.school_id, o->plan.evaluator_id, m->batch.certificate_id, &site))
		return job_refuse(m->j, E_CONFLICT, "本校已没有该证书的考核站点，请重新检查");
	into = (registration_into){ .plan = o->plan.id,
		.evaluator = o->plan.evaluator_id,
		.year = o->plan.year,
		.school = m->batch.school_id,
		.site = site.id,
		.province = m->batch.province,
		.account = m->batch.account_id,
		.batch = m->batch.id };
	do {
		got = registration_import_rows(m->j->db, m->batch.id, after, IMPORT_CHUNK, &v);
		for (size_t i = 0; i < got; i++, done++) {
			const char *member, *wrong = NULL;

			after = v[i].row;
			if (into.level != v[i].level) {
				into.level = v[i].level;
				wrong = registration_open(m->j->db, &into, &member);
			}
			if (wrong)
				return job_refuse(
				    m->j, E_CONFLICT, "第 %lld 行：%s，请重新检查", (long long)after, wrong);
			if (registration_make(m->j->db, &into, v[i].candidate, &why) == 0)
				return job_refuse(
				    m->j, E_CONFLICT, "第 %lld 行：%.*s，请重新检查", (long long)after, STR_ARG(why));
		}
		import_step(m, done);
	} while (got == IMPORT_CHUNK);
	return E_OK;
}

static error_code
registration_undo(import *m)
{
	struct plan_get plan;
	struct registration_of_batch *v;
	scope all = scope_all();
	str why = { 0 };
	size_t n;

	if (plan_gate(m->j->db, m->batch.plan_id, ACT_WITHDRAW, &plan, &why) != E_OK)
		return job_refuse(m->j, E_WINDOW, "%.*s", STR_ARG(why.p ? why : STR("没有这个考试计划")));
	n = registration_of_batch(m->j->db, m->batch.id, &v);
	for (size_t i = 0; i < n; i++) {
		/* Whoever withdrew it just now has given its place back. */
		if (registration_withdraw(m->j->db, m->batch.account_id, v[i].id, &all) == 0)
			continue;
		if (!quota_give_back(m->j->db, v[i].quota_account_id, 1,
			&(quota_cause){ .plan = plan.id, .registration = v[i].id, .person = m->batch.account_id }))
			return E_BUG;
		if (i % IMPORT_CHUNK == 0)
			import_step(m, (i64)i);
	}
	return E_OK;
}

const import_kind import_registration = {
	.name = "registration",
	.title = "报考名单",
	.sheet = { "registrations", IMPORT_VERSION_registration, "报考名单", &registration_fields, 5000 },
	.unique = { "name" },
	.whole = true,
	.start = registration_start,
	.check_row = registration_check_row,
	.check_all = registration_check_all,
	.apply = registration_apply,
	.undo = registration_undo,
};
