/*
 * waiting.c: what waits for a signature: the plans, then of one plan exactly what will be signed (list, count,
 * digest), and the acts so far. A list holds only certificates in the state before the stage. See act.h.
 */
#include "data/certificate_scope.h"
#include "rules/machine.h"
#include "signing/act.h"
#include "signing/routes.h"
#include "web/page.h"
#include "web/plan_gate.h"

const act_stage act_stages[CREDENTIAL_STAGES] = {
	{ "evaluation", CREDENTIAL_EVALUATION, "draft", "evaluator_signed", "评价组织签发",
	    "没有待评价组织签发的证书：请先由考务人员生成待签证书，或已全部签发", "signing_evaluation" },
	{ "site", CREDENTIAL_SITE, "evaluator_signed", "site_signed", "考核站点签发",
	    "没有待考核站点签发的证书：须先由评价组织签发，或已全部签发", "signing_site" },
	{ "seal", CREDENTIAL_SEAL, "site_signed", "sealed", "盖章",
	    "没有待盖章的证书：须先由评价组织和考核站点依次签发，或已全部盖章", "signing_seal" },
};

const char *const act_stage_names[] = { "evaluation", "site", "seal", NULL };
const char *const act_stage_titles[] = { "评价组织签发", "考核站点签发", "盖章", NULL };

struct act_query {
	i64 plan, site;
};
FIELD_TABLE(act_query_fields, "SigningQuery", struct act_query,
    FIELD_ID(struct act_query, plan, .title = "考试计划", .required = true),
    FIELD_ID(struct act_query, site, .title = "考核站点"));

static str
waiting_level(arena *a, const void *row)
{
	(void)a;
	return certificate_level_title(((const struct signing_waiting *)row)->level);
}
static str
waiting_hash(arena *a, const void *row)
{
	const struct signing_waiting *v = row;

	return str_hex(a, v->document_hash.p, v->document_hash.n);
}
#define S struct signing_waiting
FIELD_TABLE(waiting_item, "SigningItem", S, FIELD_ID(S, id, .title = "证书"),
    FIELD_STR(S, number, .title = "证书编号"), FIELD_STR(S, name, .title = "姓名"),
    FIELD_STR(S, certificate, .title = "证书名称"), FIELD_INT(S, level, .title = "等级"),
    FIELD_DERIVED("level_title", waiting_level, .title = "等级"), FIELD_CENTI(S, total, .title = "总成绩"),
    FIELD_STR(S, site, .title = "考核站点"), FIELD_ID(S, replaces, .title = "更正的证书", .maybe = true),
    FIELD_DERIVED("document_sha256", waiting_hash, .title = "证书内容的摘要", .note = "SHA-256"));
#undef S

#define S struct signing_batch_running
FIELD_TABLE(running_answer, "SigningRunning", S, FIELD_ID(S, batch, .title = "批次"),
    FIELD_STR(S, name, .title = "签发人"), FIELD_BOOL(S, own, .title = "本人"),
    FIELD_BOOL(S, busy, .title = "正在签"), FIELD_INT(S, count, .title = "张数"), FIELD_INT(S, done, .title = "已签"),
    FIELD_TIME(S, created_at, .title = "开始时间"));
#undef S

struct waiting_view {
	i64 plan, site, count;
	str plan_name, stage, digest, note;
	bool more, key;
	list items;
	const struct signing_batch_running *running;
};
#define S struct waiting_view
FIELD_TABLE(waiting_answer, "SigningList", S, FIELD_ID(S, plan, .title = "考试计划"),
    FIELD_STR(S, plan_name, .title = "考试计划名称"),
    FIELD_STR(S, stage, .title = "环节", .options = act_stage_names, .labels = act_stage_titles),
    FIELD_ID(S, site, .title = "考核站点", .maybe = true), FIELD_INT(S, count, .title = "张数"),
    FIELD_BOOL(S, more, .title = "还有更多", .note = "一次最多签 5000 张，余下的签完再列"),
    FIELD_STR(S, digest, .title = "清单摘要", .note = "SHA-256；签发时原样送回"),
    FIELD_STR(S, note, .title = "清单为空的原因", .maybe = true), FIELD_LIST(S, items, waiting_item, .title = "清单"),
    FIELD_BOOL(S, key, .title = "本人有此用途的密钥"),
    FIELD_PART(S, running, running_answer, .title = "未完成的批次"));
#undef S

struct plan_query {
	PAGE_ASK;
};
FIELD_TABLE(signing_plan_query_fields, "SigningPlanQuery", struct plan_query,
    PAGE_ASKED(struct plan_query, signing_plan_list));

#define S struct signing_plan_list
FIELD_TABLE(signing_plan_item, "SigningPlan", S, FIELD_ID(S, id, .title = "考试计划"),
    FIELD_STR(S, number, .title = "计划编号"), FIELD_STR(S, name, .title = "计划名称"),
    FIELD_STR(S, evaluator, .title = "评价组织"), FIELD_TIME(S, publicity_close, .title = "公示结束"),
    FIELD_INT(S, count, .title = "待签张数"));
#undef S

struct batch_query {
	PAGE_ASK;
	i64 plan;
	str stage;
};
#define S struct batch_query
FIELD_TABLE(signing_batch_query_fields, "SigningBatchQuery", S, PAGE_ASKED(S, signing_batch_list),
    FIELD_ID(S, plan, .title = "考试计划"),
    FIELD_STR(S, stage, .title = "环节", .options = act_stage_names, .labels = act_stage_titles));
#undef S

static str
batch_digest(arena *a, const void *row)
{
	const struct signing_batch_list *v = row;

	return str_hex(a, v->digest.p, v->digest.n);
}
#define S struct signing_batch_list
FIELD_TABLE(signing_batch_item, "SigningBatch", S, FIELD_ID(S, id, .title = "批次"),
    FIELD_ID(S, plan, .title = "考试计划"), FIELD_STR(S, plan_name, .title = "考试计划名称"),
    FIELD_STR(S, stage, .title = "环节", .options = act_stage_names, .labels = act_stage_titles),
    FIELD_STR(S, site_name, .title = "考核站点", .maybe = true), FIELD_INT(S, count, .title = "张数"),
    FIELD_INT(S, done, .title = "已签"), FIELD_DERIVED("digest", batch_digest, .title = "清单摘要"),
    FIELD_STR(S, state, .title = "状态", .codes = &batch_machine.state), FIELD_BOOL(S, busy, .title = "正在签"),
    FIELD_STR(S, name, .title = "签发人"), FIELD_TIME(S, created_at, .title = "开始时间"),
    FIELD_TIME(S, finished_at, .title = "完成时间", .maybe = true));
#undef S

error_code
act_find_plan(act *x, i64 plan, i64 site)
{
	request *r = x->r;
	struct signing_site_of s;
	error_code e = plan_gate_request(r, plan, ACT_SIGN, true, &x->plan);

	if (e || x->stage->chain != CREDENTIAL_SITE)
		return e;
	if (!signing_site_of(r->db, r->who.organisation, x->plan.evaluator_id, &s) || (site && site != s.id))
		return E_NOT_FOUND;
	if (!str_is(s.state, "approved"))
		return request_refuse(r, E_STATE, "考核站点“%.*s”已暂停，不能签发", STR_ARG(s.name));
	x->site = s.id;
	return E_OK;
}

void
act_find_list(act *x)
{
	request *r = x->r;
	crypt_sum sum;

	x->n = signing_waiting(r->db, x->plan.id, str_of(x->stage->from), ACT_LIST_MOST + 1, &r->sc, &x->v);
	x->more = x->n > ACT_LIST_MOST;
	if (x->more)
		x->n = ACT_LIST_MOST;
	crypt_sum_begin(&sum);
	crypt_sum_add(
	    &sum, str_f(r->a, "certificate-signing/1 %s %lld %zu\n", x->stage->name, (long long)x->plan.id, x->n));
	for (size_t i = 0; i < x->n; i++)
		crypt_sum_add(&sum, x->v[i].document_hash);
	crypt_sum_end(&sum, x->digest);
}

static error_code
show(request *r, credential_stage stage)
{
	const struct act_query *q = r->q;
	act x = { .r = r, .stage = &act_stages[stage] };
	struct signing_batch_running b;
	struct signing_key_own own;
	str name = str_of(x.stage->name);
	error_code e = act_find_plan(&x, q->plan, q->site);

	if (e)
		return e;
	act_find_list(&x);
	ANSWER(r, waiting_answer,
	    &((struct waiting_view){ .plan = x.plan.id,
		.plan_name = x.plan.name,
		.stage = name,
		.site = x.site,
		.count = (i64)x.n,
		.more = x.more,
		.digest = str_hex(r->a, x.digest, sizeof x.digest),
		.note = x.n ? (str){ NULL, 0 } : str_of(x.stage->nothing),
		.items = { x.v, x.n },
		.key = signing_key_own(r->db, r->who.account, name, x.site, &own),
		.running = signing_batch_running(r->db, x.plan.id, name, x.site, r->who.account, &b) ? &b : NULL }));
	return E_OK;
}

static error_code
plans(request *r, credential_stage stage)
{
	const struct plan_query *q = r->q;
	struct signing_plan_list *v;
	size_t n = signing_plan_list(r->db,
	    &(struct signing_plan_list_in){ .state = str_of(act_stages[stage].from),
		.page = page_of(r, &q->ask, &signing_plan_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, signing_plan_list, signing_plan_item, v, n);
	return E_OK;
}

static error_code
signing_evaluation_list(request *r)
{
	return show(r, CREDENTIAL_EVALUATION);
}

static error_code
signing_evaluation_plans(request *r)
{
	return plans(r, CREDENTIAL_EVALUATION);
}

static error_code
signing_site_list(request *r)
{
	return show(r, CREDENTIAL_SITE);
}

static error_code
signing_site_plans(request *r)
{
	return plans(r, CREDENTIAL_SITE);
}

static error_code
signing_seal_list(request *r)
{
	return show(r, CREDENTIAL_SEAL);
}

static error_code
signing_seal_plans(request *r)
{
	return plans(r, CREDENTIAL_SEAL);
}

/* The acts on this organisation's certificates: an evaluation organisation sees those of its sites, too. */
static error_code
signing_batch_index(request *r)
{
	const struct batch_query *q = r->q;
	struct signing_batch_list *v;
	size_t n = signing_batch_list(r->db,
	    &(struct signing_batch_list_in){ .organisation_id = r->who.organisation,
		.plan_id = q->plan,
		.stage = q->stage,
		.page = page_of(r, &q->ask, &signing_batch_list_page) },
	    &v);

	PAGE(r, &q->ask, signing_batch_list, signing_batch_item, v, n);
	return E_OK;
}

ROUTES(waiting,
    ROUTE(GET, "/signing/evaluation", signing_evaluation_list, SIGN_EVALUATION, "待评价组织签发的清单",
	.query = &act_query_fields, .answer = &waiting_answer),
    ROUTE(GET, "/signing/evaluation/plans", signing_evaluation_plans, SIGN_EVALUATION, "待评价组织签发的计划",
	.query = &signing_plan_query_fields, .items = &signing_plan_item),
    ROUTE(GET, "/signing/site", signing_site_list, SIGN_SITE, "待考核站点签发的清单", .query = &act_query_fields,
	.answer = &waiting_answer),
    ROUTE(GET, "/signing/site/plans", signing_site_plans, SIGN_SITE, "待考核站点签发的计划",
	.query = &signing_plan_query_fields, .items = &signing_plan_item),
    ROUTE(GET, "/signing/seal", signing_seal_list, SIGN_SEAL, "待盖章的清单", .query = &act_query_fields,
	.answer = &waiting_answer),
    ROUTE(GET, "/signing/seal/plans", signing_seal_plans, SIGN_SEAL, "待盖章的计划",
	.query = &signing_plan_query_fields, .items = &signing_plan_item),
    ROUTE(GET, "/signing/batches", signing_batch_index, SIGNING_KEY, "签发记录", .query = &signing_batch_query_fields,
	.items = &signing_batch_item));
