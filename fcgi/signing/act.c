/*
 * act.c: the three endpoints of signing: GET says exactly what will be signed, POST signs it. See act.h.
 * The order is the manual's (四 发证流程): evaluation organisation signs, exam site signs, evaluation organisation
 * seals. A list holds only certificates in the state before the stage, so nothing can be signed out of order.
 */
#include "signing/act.h"

#include "base/clock.h"
#include "data/audit.h"
#include "data/notify.h"
#include "signing/routes.h"
#include "web/plan_gate.h"

/* nginx waits 30 s; what is left of a long list is signed by repeating the act. */
#define BUDGET (20 * CLOCK_SECOND)
enum { AGAIN = 3 };

static const act_stage stages[] = {
	{ "evaluation", CREDENTIAL_EVALUATION, "draft", "evaluator_signed", "评价组织签发",
	    "没有待评价组织签发的证书：请先由考务人员生成待签证书，或已全部签发", "signing_evaluation" },
	{ "site", CREDENTIAL_SITE, "evaluator_signed", "site_signed", "考核站点签发",
	    "没有待考核站点签发的证书：须先由评价组织签发，或已全部签发", "signing_site" },
	{ "seal", CREDENTIAL_SEAL, "site_signed", "sealed", "盖章",
	    "没有待盖章的证书：须先由评价组织和考核站点依次签发，或已全部盖章", "signing_seal" },
};

struct act_query {
	i64 plan, site;
};
FIELD_TABLE(act_query_fields, "SigningQuery", struct act_query,
    FIELD_ID(struct act_query, plan, .title = "考试计划", .required = true),
    FIELD_ID(struct act_query, site, .title = "考核站点"));

struct act_in {
	i64 plan, site;
	str digest, passphrase, code;
};
FIELD_TABLE(act_input, "SigningInput", struct act_in,
    FIELD_ID(struct act_in, plan, .title = "考试计划", .required = true),
    FIELD_ID(struct act_in, site, .title = "考核站点"),
    FIELD_STR(struct act_in, digest, .title = "清单摘要", .required = true, .min = 64, .max = 64,
	.note = "核对清单时得到的 digest，原样送回"),
    FIELD_STR(struct act_in, passphrase, .title = "签发口令", .required = true, .secret = true, .max = 128),
    FIELD_STR(struct act_in, code, .title = "动态口令", .required = true, .secret = true, .min = 6, .max = 6));

/* The plan, its publicity over; for the site's stage the school's own site in it. */
static error_code
find_plan(act *x, i64 plan, i64 site)
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

/*
 * What waits for this stage and the digest over it: SHA-256 of the line "certificate-signing/1 STAGE PLAN COUNT" with
 * its line feed, then the hashes of the documents in the order of their ids.
 */
static void
find_list(act *x)
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

/* The members that say what will be signed; the object is the caller's. */
static void
write_list(json *j, act *x)
{
	jw_kid(j, "plan", x->plan.id);
	jw_kstr(j, "plan_name", x->plan.name);
	jw_kstr(j, "stage", str_of(x->stage->name));
	jw_kid(j, "site", x->site);
	jw_ki64(j, "count", (i64)x->n);
	jw_kbool(j, "more", x->more);
	jw_kstr(j, "digest", str_hex(x->r->a, x->digest, sizeof x->digest));
	if (x->n == 0)
		jw_kstr(j, "note", str_of(x->stage->nothing));
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < x->n; i++) {
		const struct signing_waiting *v = &x->v[i];

		jw_open(j);
		jw_kid(j, "id", v->id);
		jw_kstr(j, "number", v->number);
		jw_kstr(j, "name", v->holder);
		jw_kstr(j, "certificate", v->certificate);
		jw_ki64(j, "level", v->level);
		jw_kcenti(j, "total", v->total_centi);
		jw_kstr(j, "site", v->site);
		jw_kid(j, "replaces", v->replaces_id);
		jw_kstr(j, "document_sha256", str_hex(x->r->a, v->document_hash.p, v->document_hash.n));
		jw_close(j);
	}
	jw_end(j);
}

static error_code
show(request *r, const act_stage *stage)
{
	const struct act_query *q = r->q;
	act x = { .r = r, .stage = stage };
	struct signing_batch_running b;
	struct signing_key_own own;
	json *j = &r->out;
	error_code e = find_plan(&x, q->plan, q->site);

	if (e)
		return e;
	find_list(&x);
	jw_open(j);
	write_list(j, &x);
	jw_kbool(j, "key", signing_key_own(r->db, r->who.account, str_of(stage->name), x.site, &own));
	jw_key(j, "running");
	if (signing_batch_running(r->db, x.plan.id, str_of(stage->name), x.site, &b)) {
		jw_open(j);
		jw_kid(j, "batch", b.id);
		jw_kstr(j, "name", b.name);
		jw_kbool(j, "own", b.account_id == r->who.account);
		jw_kbool(j, "busy", b.busy);
		jw_ktime(j, "created_at", b.created_at);
		jw_close(j);
	} else {
		jw_null(j);
	}
	jw_close(j);
	return E_OK;
}

static void
audit_batch(const act *x, const char *what, i64 count)
{
	request *r = x->r;
	json j = jw_new(r->a);

	jw_open(&j);
	jw_kid(&j, "plan", x->plan.id);
	jw_kid(&j, "site", x->site);
	jw_ki64(&j, "count", count);
	jw_kstr(&j, "digest", str_hex(r->a, x->digest, sizeof x->digest));
	jw_close(&j);
	audit_append(r->db, &(audit_entry){ .organisation = r->who.organisation,
				.account = r->who.account,
				.remote = r->remote,
				.request_id = r->request_id,
				.action = str_f(r->a, "%s_%s", x->stage->route, what),
				.subject_kind = STR("signing_batch"),
				.subject_id = x->batch,
				.after = buf_view(&j.b) });
}

/* Another batch of this list is open. One that nobody works on any more gives way to the new one. */
static error_code
make_way(act *x)
{
	request *r = x->r;
	struct signing_batch_running b;

	if (!signing_batch_running(r->db, x->plan.id, str_of(x->stage->name), x->site, &b))
		return E_OK;
	if (b.busy || signing_batch_abandon(r->db, b.id) == 0)
		return request_refuse(r, E_RUNNING, "%.*s正在签发本计划的证书，请稍后刷新查看结果", STR_ARG(b.name));
	return E_OK;
}

/* Writes down what the person agreed to. */
static error_code
store_batch(void *arg)
{
	act *x = arg;
	request *r = x->r;
	const struct act_in *in = r->in;
	struct signing_batch_item_insert *items;
	struct signing_acted acted;
	str digest = { (const char *)x->digest, sizeof x->digest };
	u8 wanted[CRYPT_HASH];
	error_code e;

	/* Held until the batch is stored: publicity cannot be extended in between. */
	if ((e = plan_gate_request(r, x->plan.id, ACT_SIGN, true, &x->plan)) != E_OK)
		return e;
	find_list(x);
	if (x->n == 0)
		return request_refuse(r, E_STATE, "%s", x->stage->nothing);
	if (!str_unhex(in->digest, wanted, sizeof wanted) || !crypt_equal(wanted, x->digest, sizeof wanted))
		return request_refuse(
		    r, E_CONFLICT, "待签发的清单与您核对的不一致，请重新核对清单（现有 %zu 张）", x->n);
	if ((e = make_way(x)) != E_OK)
		return e;
	x->batch = signing_batch_insert(r->db, &(struct signing_batch_insert_in){ .plan_id = x->plan.id,
						   .stage = str_of(x->stage->name),
						   .evaluator_id = x->plan.evaluator_id,
						   .site_id = x->site,
						   .school_id = x->site ? r->who.organisation : 0,
						   .certificate_count = (i64)x->n,
						   .digest = digest,
						   .signing_key_id = x->own.id,
						   .account_id = r->who.account,
						   .owner = x->owner });
	if (x->batch == 0)
		return request_refuse(r, E_RUNNING, "另一位签发人刚开始签发本计划的证书，请稍后刷新查看结果");
	items = ARENA_ARRAY(r->a, struct signing_batch_item_insert, x->n);
	for (size_t i = 0; i < x->n; i++)
		items[i] = (struct signing_batch_item_insert){ x->batch, (i64)i + 1, x->v[i].id };
	signing_batch_item_insert(r->db, items, x->n);
	if (signing_acted(r->db, x->batch, r->who.account, &acted) && acted.n > 0)
		return request_refuse(r, E_STATE,
		    "其中 %lld 张您已办理过前一环节，同一人不能办理同一证书的两个环节，请由另一人办理",
		    (long long)acted.n);
	audit_batch(x, "begin", (i64)x->n);
	return E_OK;
}

static void
tell(act *x, i64 organisation, const char *duty, const char *title)
{
	notify(x->r->db, &(notice){ .organisation = organisation,
			     .duty = str_of(duty),
			     .kind = STR("certificates"),
			     .title = str_of(title),
			     .body = str_f(x->r->a, "考试计划：%.*s", STR_ARG(x->plan.name)),
			     .subject_kind = STR("plan"),
			     .subject_id = x->plan.id,
			     .once_key = str_f(x->r->a, "%s:%lld", x->stage->route, (long long)x->batch) });
}

static error_code
store_end(void *arg)
{
	act *x = arg;
	struct signing_next_sites *sites;
	struct signing_next_schools *schools;
	struct signing_batch_get b;
	size_t n;

	if (signing_batch_finish(x->r->db, x->batch, x->owner) == 0 || !signing_batch_get(x->r->db, x->batch, &b))
		return request_refuse(x->r, E_RUNNING, "本批次正在由另一个请求签发，请稍后刷新查看结果");
	if (x->stage->chain == CREDENTIAL_EVALUATION) {
		n = signing_next_sites(x->r->db, x->batch, &sites);
		for (size_t i = 0; i < n; i++)
			tell(x, sites[i].school_id, "signer", "有证书待考核站点签发");
	} else if (x->stage->chain == CREDENTIAL_SITE) {
		tell(x, x->plan.evaluator_id, "sealer", "有证书待盖章");
	} else {
		n = signing_next_schools(x->r->db, x->batch, &schools);
		for (size_t i = 0; i < n; i++)
			tell(x, schools[i].school_id, "exam_officer", "本校考生的电子证书已可查询");
	}
	audit_batch(x, "end", b.done_count);
	return E_OK;
}

static void
answer(request *r, i64 batch, str state, i64 count, i64 done, bool before)
{
	json *j = &r->out;

	*j = jw_new(r->a);
	jw_open(j);
	jw_kid(j, "batch", batch);
	jw_kstr(j, "state", state);
	jw_ki64(j, "count", count);
	jw_ki64(j, "done", done);
	jw_ki64(j, "remaining", str_is(state, "done") ? 0 : count - done);
	jw_kbool(j, "repeated", before);
	jw_close(j);
}

static error_code
work(act *x)
{
	request *r = x->r;
	i64 until = clock_ticks() + BUDGET, position = 0;
	struct signing_batch_get b;
	size_t done = 0;
	int again = 0;
	error_code e;

	do {
		arena_mark here = arena_here(r->a);

		e = act_chunk(x, &position, &done);
		if (e == E_CONFLICT && again++ < AGAIN)
			continue;
		if (e)
			break;
		arena_back(r->a, here);
	} while (e == E_CONFLICT || (done > 0 && clock_ticks() < until));
	if (e == E_OK && done == 0)
		e = db_transaction(r->db, store_end, x);
	if (e) {
		signing_batch_release(r->db, x->batch, x->owner);
		return e;
	}
	if (done > 0)
		signing_batch_release(r->db, x->batch, x->owner);
	if (!signing_batch_get(r->db, x->batch, &b))
		return E_BUG;
	answer(r, x->batch, b.state, b.certificate_count, b.done_count, false);
	return E_OK;
}

/* Everything between opening the key and closing it. */
static error_code
open_and_work(act *x)
{
	request *r = x->r;
	const struct act_in *in = r->in;
	struct signing_batch_same same;
	str digest = { (const char *)x->digest, sizeof x->digest };
	char token[CRYPT_TOKEN];
	error_code e;

	if (!signing_batch_same(r->db, x->plan.id, str_of(x->stage->name), r->who.account, digest, &same))
		same.id = 0;
	if (same.id && str_is(same.state, "done")) {
		answer(r, same.id, same.state, same.certificate_count, same.done_count, true);
		return E_OK;
	}
	if (same.id && same.busy)
		return request_refuse(r, E_RUNNING, "本批次正在签发，请稍后刷新查看结果");
	if ((e = key_unlock(r, str_of(x->stage->name), x->site, in->passphrase, in->code, &x->own, &x->key)) != E_OK)
		return e;
	crypt_token(token);
	x->owner = str_dup(r->a, str_of(token));
	if (same.id && same.key_id == x->own.id) {
		x->batch = same.id;
		if (signing_batch_take(r->db, x->owner, x->own.id, x->batch, r->who.account) == 0)
			return request_refuse(r, E_RUNNING, "本批次正在签发，请稍后刷新查看结果");
	} else if ((e = db_transaction(r->db, store_batch, x)) != E_OK) {
		return e;
	}
	return work(x);
}

static error_code
perform(request *r, const act_stage *stage)
{
	const struct act_in *in = r->in;
	act *x = ARENA_NEW(r->a, act);
	jmp_buf here, *outer = r->a->out;
	error_code e;

	*x = (act){ .r = r, .stage = stage };
	if ((e = find_plan(x, in->plan, in->site)) != E_OK)
		return e;
	if (!str_unhex(in->digest, x->digest, sizeof x->digest)) {
		faults_at(&r->faults, "/digest", "清单摘要须为 64 位十六进制");
		return E_INVALID;
	}
	/* The open key must not outlive the act, however it ends. */
	if (setjmp(here) != 0) {
		r->a->out = outer;
		key_close(x->key);
		arena_fail(r->a, r->a->why);
	}
	r->a->out = &here;
	e = open_and_work(x);
	r->a->out = outer;
	key_close(x->key);
	return e;
}

static error_code
signing_evaluation_list(request *r)
{
	return show(r, &stages[0]);
}

static error_code
signing_evaluation(request *r)
{
	return perform(r, &stages[0]);
}

static error_code
signing_site_list(request *r)
{
	return show(r, &stages[1]);
}

static error_code
signing_site(request *r)
{
	return perform(r, &stages[1]);
}

static error_code
signing_seal_list(request *r)
{
	return show(r, &stages[2]);
}

static error_code
signing_seal(request *r)
{
	return perform(r, &stages[2]);
}

ROUTES(act,
    ROUTE(GET, "/signing/evaluation", signing_evaluation_list, SIGN_EVALUATION, "待评价组织签发的清单",
	.query = &act_query_fields),
    ROUTE(POST, "/signing/evaluation", signing_evaluation, SIGN_EVALUATION, "评价组织签发", .in = &act_input,
	.no_key = true),
    ROUTE(GET, "/signing/site", signing_site_list, SIGN_SITE, "待考核站点签发的清单", .query = &act_query_fields),
    ROUTE(POST, "/signing/site", signing_site, SIGN_SITE, "考核站点签发", .in = &act_input, .no_key = true),
    ROUTE(GET, "/signing/seal", signing_seal_list, SIGN_SEAL, "待盖章的清单", .query = &act_query_fields),
    ROUTE(POST, "/signing/seal", signing_seal, SIGN_SEAL, "盖章", .in = &act_input, .no_key = true));
