/*
 * act.c: the three endpoints that sign. What will be signed is shown by waiting.c. See act.h.
 * The order is the manual's (四 发证流程): evaluation organisation signs, exam site signs, evaluation organisation
 * seals. A list holds only certificates in the state before the stage, so nothing can be signed out of order.
 */
#include "signing/act.h"

#include "base/clock.h"
#include "data/audit.h"
#include "data/notify.h"
#include "rules/machine.h"
#include "signing/routes.h"
#include "web/answer.h"
#include "web/plan_gate.h"

/* nginx waits 30 s; what is left of a long list is signed by repeating the act. */
#define BUDGET (20 * CLOCK_SECOND)
enum { AGAIN = 3 };

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

	if (!signing_batch_running(r->db, x->plan.id, str_of(x->stage->name), x->site, r->who.account, &b))
		return E_OK;
	if (b.busy || signing_batch_abandon(r->db, b.batch) == 0)
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
	act_find_list(x);
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

struct act_done {
	i64 batch, count, done, remaining;
	str state;
	bool repeated;
};
#define S struct act_done
FIELD_TABLE(act_done_answer, "SigningDone", S, FIELD_ID(S, batch, .title = "批次"),
    FIELD_STR(S, state, .title = "状态", .codes = &batch_machine.state), FIELD_INT(S, count, .title = "张数"),
    FIELD_INT(S, done, .title = "已签"), FIELD_INT(S, remaining, .title = "未签"),
    FIELD_BOOL(S, repeated, .title = "早已完成", .note = "这份清单先前已签完，本次没有再签"));
#undef S

static void
answer(request *r, i64 batch, str state, i64 count, i64 done, bool before)
{
	r->out = jw_new(r->a);
	ANSWER(r, act_done_answer,
	    &((struct act_done){ batch, count, done, str_is(state, "done") ? 0 : count - done, state, before }));
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
	if ((e = act_find_plan(x, in->plan, in->site)) != E_OK)
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
signing_evaluation(request *r)
{
	return perform(r, &act_stages[CREDENTIAL_EVALUATION]);
}

static error_code
signing_site(request *r)
{
	return perform(r, &act_stages[CREDENTIAL_SITE]);
}

static error_code
signing_seal(request *r)
{
	return perform(r, &act_stages[CREDENTIAL_SEAL]);
}

ROUTES(act,
    ROUTE(POST, "/signing/evaluation", signing_evaluation, SIGN_EVALUATION, "评价组织签发", .in = &act_input,
	.answer = &act_done_answer, .no_key = true),
    ROUTE(POST, "/signing/site", signing_site, SIGN_SITE, "考核站点签发", .in = &act_input,
	.answer = &act_done_answer, .no_key = true),
    ROUTE(POST, "/signing/seal", signing_seal, SIGN_SEAL, "盖章", .in = &act_input, .answer = &act_done_answer,
	.no_key = true));
