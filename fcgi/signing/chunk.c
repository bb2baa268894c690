/*
 * chunk.c: a chunk of certificates: verify, intend, sign, verify, store. See act.h.
 * Two transactions a chunk, each with its audit entry: the intents before any signature exists, then the signatures
 * with the new state. The batch's row is locked in both, so a chunk belongs to one worker at a time; the primary key
 * of signature makes each exactly once whatever happens.
 */
#include "base/clock.h"
#include "base/inject.h"
#include "data/audit.h"
#include "query/job.h"
#include "rules/credential_check.h"
#include "signing/act.h"

enum { PROOF_MOST = 2048 };

/* A proof on its way: options and hash, then the finished text. */
struct draft {
	char config[PROOF_MOST], proof[PROOF_MOST];
	size_t config_n, proof_n;
	u8 data[CREDENTIAL_DATA], signature[KEY_SIGNATURE], hash[CRYPT_HASH];
};

struct item {
	const struct signing_chunk *row;
	str previous[CREDENTIAL_STAGES];	     /* proofs of the stages before */
	credential_signer before[CREDENTIAL_STAGES]; /* and who made them */
	i64 at;
	char uuid[37];
	u8 input_hash[CRYPT_HASH];  /* of all that this stage signs */
	bool intended;		    /* an earlier try stored the same intent */
	struct draft chain, single; /* single: the seal's proof without predecessor */
};

struct chunk {
	act *x;
	struct signing_chunk *rows;
	struct item *v;
	size_t n;
	credential_signer me;
};

static bool
is_seal(const act *x)
{
	return x->stage->chain == CREDENTIAL_SEAL;
}

static str
view(const void *p, size_t n)
{
	return (str){ p, n };
}

static error_code
broken(const struct chunk *c, const struct item *it, const char *what, const char *say)
{
	key_alarm(c->x->r, what, it->row->id);
	return request_refuse(c->x->r, E_SIGNER_DOWN, "%s，本次没有保存签名，已报警，请联系平台", say);
}

static bool
keep(char *to, size_t *n, str text)
{
	if (text.n > PROOF_MOST)
		return false;
	memcpy(to, text.p, text.n);
	*n = text.n;
	return true;
}

/* Loads rows and the proofs of earlier stages, and matches them: both are ordered by position. */
static error_code
load(struct chunk *c, i64 after)
{
	act *x = c->x;
	request *r = x->r;
	struct signing_chunk_proofs *p;
	size_t n_p, k = 0;

	c->n = signing_chunk(r->db,
	    &(struct signing_chunk_in){ .stage = str_of(x->stage->name),
		.batch_id = x->batch,
		.after = after,
		.state = str_of(x->stage->from),
		.most = ACT_CHUNK },
	    &c->rows);
	if (c->n == 0)
		return E_OK;
	c->v = ARENA_ARRAY(r->a, struct item, c->n);
	n_p = signing_chunk_proofs(r->db, x->batch, c->rows[0].position, c->rows[c->n - 1].position, &p);
	for (size_t i = 0; i < c->n; i++) {
		struct item *it = &c->v[i];

		it->row = &c->rows[i];
		while (k < n_p && p[k].position < it->row->position)
			k++;
		for (; k < n_p && p[k].position == it->row->position; k++) {
			credential_stage s = credential_stage_of(p[k].stage);

			if (p[k].account_id == r->who.account)
				return request_refuse(r, E_STATE,
				    "您已签发过其中的证书，同一人不能办理同一证书的两个环节，请由另一人办理");
			if (s >= x->stage->chain)
				return broken(c, it, "stage-unexpected", "证书已有本环节或其后的签名");
			it->previous[s] = p[k].proof;
			it->before[s].public_key = (const u8 *)p[k].public_key.p;
			it->before[s].method = credential_method(r->a, s, str_of(r->w->conf->host),
			    s == CREDENTIAL_SITE ? p[k].site_id : p[k].organisation_id, p[k].key_name);
		}
	}
	return E_OK;
}

static bool
start(arena *a, struct draft *d, const credential_proof_input *in)
{
	credential_proof p;

	if (!credential_proof_start(a, in, &p) || !keep(d->config, &d->config_n, p.config))
		return false;
	memcpy(d->data, p.data, sizeof d->data);
	crypt_sha256(view(d->data, sizeof d->data), d->hash);
	return true;
}

/* Verifies what is there, then fixes the bytes that will be signed: those of the earlier try when there was one. */
static error_code
prepare(struct chunk *c, struct item *it)
{
	act *x = c->x;
	arena *a = x->r->a;
	credential_stage stage = x->stage->chain;
	const struct signing_chunk *row = it->row;
	credential_proof_input in = { .document = row->document, .method = c->me.method };
	u8 hash[CRYPT_HASH], both[2 * CREDENTIAL_DATA];

	crypt_sha256(row->document, hash);
	if (!str_eq(view(hash, sizeof hash), row->document_hash))
		return broken(c, it, "document-changed", "证书内容与待签时不一致");
	if (stage > 0 &&
	    credential_verify_chain(a, row->document, it->previous, it->before, stage) != CREDENTIAL_GOOD)
		return broken(c, it, "previous-invalid", "此前环节的签名验证未通过");
	it->intended = row->proof_at && row->intent_key == x->own.id;
	it->at = it->intended ? row->proof_at : x->r->now - x->r->now % CLOCK_SECOND;
	if (it->intended && row->proof_uuid.n == sizeof it->uuid - 1)
		memcpy(it->uuid, row->proof_uuid.p, sizeof it->uuid - 1);
	else
		crypt_uuid(it->uuid);
	in.uuid = str_of(it->uuid);
	in.created = it->at;
	if (stage > 0)
		in.previous = it->previous[stage - 1];
	if (!start(a, &it->chain, &in))
		return broken(c, it, "document-malformed", "证书内容无法签名");
	memcpy(both, it->chain.data, CREDENTIAL_DATA);
	if (is_seal(x)) {
		in.uuid = in.previous = (str){ NULL, 0 };
		if (!start(a, &it->single, &in))
			return broken(c, it, "document-malformed", "证书内容无法签名");
		memcpy(both + CREDENTIAL_DATA, it->single.data, CREDENTIAL_DATA);
	}
	crypt_sha256(view(both, is_seal(x) ? sizeof both : CREDENTIAL_DATA), it->input_hash);
	if (it->intended && !str_eq(view(it->input_hash, sizeof it->input_hash), row->input_hash))
		return broken(c, it, "intent-changed", "待签内容与先前登记的不一致");
	return E_OK;
}

static bool
finish(act *x, struct draft *d)
{
	credential_proof p = { .config = view(d->config, d->config_n) };

	if (!key_sign_verified(x->key, (const u8 *)x->own.public_key.p, view(d->data, sizeof d->data), d->signature))
		return false;
	if (inject("signing.flip"))
		d->signature[7] ^= 1;
	memcpy(p.data, d->data, sizeof p.data);
	return keep(d->proof, &d->proof_n, credential_proof_finish(x->r->a, &p, d->signature));
}

/* Signs, and verifies the finished chain from the bytes that will be stored (faults.md A16). */
static error_code
sign(struct chunk *c, struct item *it)
{
	act *x = c->x;
	credential_stage stage = x->stage->chain;
	str document = it->row->document;

	it->before[stage] = c->me;
	if (!finish(x, &it->chain) || (is_seal(x) && !finish(x, &it->single)))
		return broken(c, it, "signature-invalid", "新签名未通过自检");
	it->previous[stage] = view(it->chain.proof, it->chain.proof_n);
	if (credential_verify_chain(x->r->a, document, it->previous, it->before, (size_t)stage + 1) !=
	    CREDENTIAL_GOOD)
		return broken(c, it, "signature-invalid", "新签名未通过自检");
	if (is_seal(x) && credential_verify_seal(x->r->a, document, view(it->single.proof, it->single.proof_n),
			      &c->me) != CREDENTIAL_GOOD)
		return broken(c, it, "signature-invalid", "新签名未通过自检");
	return E_OK;
}

static void
audit(const struct chunk *c, const char *what)
{
	request *r = c->x->r;
	json j = jw_new(r->a);

	jw_open(&j);
	jw_ki64(&j, "count", (i64)c->n);
	jw_kid(&j, "first", c->v[0].row->id);
	jw_kid(&j, "last", c->v[c->n - 1].row->id);
	jw_kid(&j, "key", c->x->own.id);
	jw_close(&j);
	audit_append(r->db, &(audit_entry){ .organisation = r->who.organisation,
				.account = r->who.account,
				.remote = r->remote,
				.request_id = r->request_id,
				.action = str_f(r->a, "%s_%s", c->x->stage->route, what),
				.subject_kind = STR("signing_batch"),
				.subject_id = c->x->batch,
				.after = buf_view(&j.b) });
}

static error_code
lost_lease(request *r)
{
	return request_refuse(r, E_RUNNING, "本批次正在由另一个请求签发，请稍后刷新查看结果");
}

static error_code
store_intents(void *arg)
{
	struct chunk *c = arg;
	act *x = c->x;
	struct signing_intent_put *v;
	size_t n = 0;

	if (signing_batch_keep(x->r->db, 0, x->batch, x->owner) == 0)
		return lost_lease(x->r);
	v = ARENA_ARRAY(x->r->a, struct signing_intent_put, c->n);
	for (size_t i = 0; i < c->n; i++)
		if (!c->v[i].intended)
			v[n++] = (struct signing_intent_put){ .certificate_id = c->v[i].row->id,
				.stage = str_of(x->stage->name),
				.batch_id = x->batch,
				.signing_key_id = x->own.id,
				.input_hash = view(c->v[i].input_hash, CRYPT_HASH),
				.proof_at = c->v[i].at,
				.proof_uuid = str_of(c->v[i].uuid) };
	if (n == 0)
		return E_OK;
	signing_intent_put(x->r->db, v, n);
	audit(c, "intent");
	return E_OK;
}

static struct signature_insert
signature_row(const act *x, const struct item *it, const struct draft *d, str stage)
{
	return (struct signature_insert){ .certificate_id = it->row->id,
		.stage = stage,
		.batch_id = x->batch,
		.signing_key_id = x->own.id,
		.account_id = x->r->who.account,
		.proof = view(d->proof, d->proof_n),
		.signature = view(d->signature, KEY_SIGNATURE),
		.input_hash = view(d->hash, CRYPT_HASH),
		.signed_at = it->at };
}

/* A correction takes the place of the old certificate in the moment it is sealed. */
static error_code
replace(act *x, const struct item *it)
{
	request *r = x->r;
	struct certificate_request_open q;

	if (!certificate_request_open(r->db, it->row->replaces_id, &q) || !str_is(q.kind, "replaced"))
		return request_refuse(r, E_STATE, "其中有更正证书，但更正申请已撤回");
	if (q.requested_by == r->who.account)
		return request_refuse(r, E_STATE, "其中有您本人申请更正的证书，请由另一位盖章人盖章");
	if (signing_replace(r->db, it->row->replaces_id) == 0 ||
	    certificate_request_decide(r->db, STR("approved"), r->who.account, q.id, &r->sc) == 0)
		return E_CONFLICT;
	revocation_insert(r->db, &(struct revocation_insert_in){ .certificate_id = it->row->replaces_id,
				     .kind = STR("replaced"),
				     .replaced_by_id = it->row->id,
				     .evaluator_id = it->row->evaluator_id,
				     .reason = q.reason,
				     .requested_by = q.requested_by,
				     .approved_by = r->who.account });
	return E_OK;
}

/* One job per batch makes the PDFs of whatever is sealed by then; a queued one will see this chunk too. */
static void
queue_pdf(act *x)
{
	struct job_for_subject job;

	if (!job_for_subject(x->r->db, STR("certificate_pdf"), x->batch, &job) || !str_is(job.state, "queued"))
		job_insert(x->r->db, &(struct job_insert_in){ .kind = STR("certificate_pdf"),
					 .organisation_id = x->r->who.organisation,
					 .account_id = x->r->who.account,
					 .plan_id = x->plan.id,
					 .subject_id = x->batch,
					 .params = STR("{}") });
}

static error_code
store_signatures(void *arg)
{
	struct chunk *c = arg;
	act *x = c->x;
	db *d = x->r->db;
	struct signature_insert *v;
	str stage = str_of(x->stage->name);
	i64 first = c->v[0].row->position, last = c->v[c->n - 1].row->position;
	size_t n = 0;
	error_code e;

	if (signing_batch_keep(d, (i64)c->n, x->batch, x->owner) == 0)
		return lost_lease(x->r);
	v = ARENA_ARRAY(x->r->a, struct signature_insert, 2 * c->n);
	for (size_t i = 0; i < c->n; i++) {
		v[n++] = signature_row(x, &c->v[i], &c->v[i].chain, stage);
		if (is_seal(x))
			v[n++] = signature_row(x, &c->v[i], &c->v[i].single, STR("seal_jcs"));
		if (is_seal(x) && c->v[i].row->replaces_id && (e = replace(x, &c->v[i])) != E_OK)
			return e;
	}
	signature_insert(d, v, n);
	/* Somebody cancelled one of them since it was read: the chunk is made again without it. */
	if (signing_chunk_done(d, &(struct signing_chunk_done_in){ .stage = stage,
				      .to_state = str_of(x->stage->to),
				      .sealed = is_seal(x),
				      .batch_id = x->batch,
				      .first = first,
				      .last = last,
				      .from_state = str_of(x->stage->from) }) != (i64)c->n)
		return E_CONFLICT;
	signing_intents_done(d, stage, x->batch, first, last);
	if (is_seal(x))
		queue_pdf(x);
	audit(c, "done");
	return E_OK;
}

error_code
act_chunk(act *x, i64 *position, size_t *done)
{
	request *r = x->r;
	struct chunk c = { .x = x };
	arena_mark here;
	error_code e;

	*done = 0;
	if ((e = load(&c, *position)) != E_OK || c.n == 0)
		return e;
	c.me = (credential_signer){ credential_method(r->a, x->stage->chain, str_of(r->w->conf->host),
					x->site ? x->site : r->who.organisation, x->own.key_name),
		(const u8 *)x->own.public_key.p };
	for (size_t i = 0; i < c.n; i++) {
		here = arena_here(r->a);
		if ((e = prepare(&c, &c.v[i])) != E_OK)
			return e;
		arena_back(r->a, here); /* what is kept of it stands in the item */
	}
	if ((e = db_transaction(r->db, store_intents, &c)) != E_OK)
		return e;
	for (size_t i = 0; i < c.n; i++) {
		here = arena_here(r->a);
		if ((e = sign(&c, &c.v[i])) != E_OK)
			return e;
		arena_back(r->a, here);
	}
	inject("signing.before_store");
	if ((e = db_transaction(r->db, store_signatures, &c)) != E_OK)
		return e;
	*position = c.v[c.n - 1].row->position;
	*done = c.n;
	return E_OK;
}
