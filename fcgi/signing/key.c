/*
 * key.c: signing keys 签发密钥: made, listed, retired; opened for an act. See key.h.
 * A private key exists only sealed under its owner's passphrase. This is the only program whose database account may
 * read it, and nothing here ever answers with it.
 */
#include "signing/key.h"

#include "base/log.h"
#include "crypt/secret.h"
#include "data/audit.h"
#include "data/second_factor.h"
#include "query/second_factor.h"
#include "signing/act.h"
#include "signing/routes.h"
#include "web/answer.h"
#include "web/limit.h"

enum { TRIES = 5, PASSPHRASE_LEAST = 12, WAIT_SECONDS = 900 };

struct key_in {
	str purpose, passphrase;
	i64 site;
};
FIELD_TABLE(key_input, "SigningKeyInput", struct key_in,
    FIELD_STR(struct key_in, purpose, .title = "用途", .required = true, .options = act_stage_names,
	.labels = act_stage_titles),
    FIELD_STR(struct key_in, passphrase, .title = "签发口令", .required = true, .secret = true,
	.min = PASSPHRASE_LEAST, .max = 128, .note = "至少 12 个字；忘记后密钥不能恢复，只能停用后重新生成"),
    FIELD_ID(struct key_in, site, .title = "考核站点", .note = "用途为考核站点签发时必填"));

struct key_made {
	i64 id;
	str key_name, public_key;
};
#define S struct key_made
FIELD_TABLE(key_made_answer, "SigningKeyMade", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, key_name, .title = "名称"), FIELD_STR(S, public_key, .title = "公钥"));
#undef S

static const char *const key_states[] = { "active", "retired", NULL };
static const char *const key_state_titles[] = { "使用中", "已停用" };

static str
public_key(arena *a, const void *row)
{
	return multikey_encode(a, (const u8 *)((const struct signing_key_list *)row)->public_key.p);
}
#define S struct signing_key_list
FIELD_TABLE(key_item, "SigningKey", S, FIELD_ID(S, id, .title = "编号"), FIELD_ID(S, account, .title = "账号"),
    FIELD_STR(S, name, .title = "持有人"), FIELD_BOOL(S, own, .title = "本人"),
    FIELD_STR(S, purpose, .title = "用途", .options = act_stage_names, .labels = act_stage_titles),
    FIELD_ID(S, site, .title = "考核站点", .maybe = true),
    FIELD_STR(S, site_name, .title = "考核站点名称", .maybe = true), FIELD_STR(S, key_name, .title = "名称"),
    FIELD_DERIVED("public_key", public_key, .title = "公钥"),
    FIELD_STR(S, state, .title = "状态", .options = key_states, .labels = key_state_titles),
    FIELD_TIME(S, created_at, .title = "生成时间"), FIELD_TIME(S, retired_at, .title = "停用时间", .maybe = true));
#undef S

void
key_alarm(request *r, const char *what, i64 id)
{
	json j = jw_new(r->a);

	jw_kstr(&j, "what", str_of(what));
	jw_kid(&j, "certificate", id);
	jw_kid(&j, "account", r->who.account);
	jw_kstr(&j, "request", r->request_id);
	log_line(LOG_ALARM, "signing", &j);
}

/* Is what is stored whole, and the secret half of what is published? */
static bool
whole(const struct signing_key_own *row)
{
	u8 hash[CRYPT_HASH];

	crypt_hash(row->sealed_seed, hash);
	return row->sealed_seed.n == KEY_BLOB && row->public_key.n == KEY_PUBLIC && row->blob_hash.n == CRYPT_HASH &&
	       crypt_equal(hash, row->blob_hash.p, CRYPT_HASH) &&
	       crypt_equal(row->sealed_seed.p + 1, row->public_key.p, KEY_PUBLIC);
}

struct failure {
	request *r;
	i64 key;
};

static error_code
count_failure(void *arg)
{
	struct failure *f = arg;
	request *r = f->r;

	signing_key_failed(r->db, TRIES, f->key);
	audit_append(r->db, &(audit_entry){ .organisation = r->who.organisation,
				.account = r->who.account,
				.remote = r->remote,
				.request_id = r->request_id,
				.action = STR("signing_key_refused"),
				.subject_kind = STR("signing_key"),
				.subject_id = f->key });
	return E_OK;
}

error_code
key_unlock(
    request *r, str purpose, i64 site, str passphrase, str code, struct signing_key_own *row, signing_key **key)
{
	struct second_factor_get second;
	struct failure failure = { .r = r };
	error_code why;
	i64 step;

	*key = NULL;
	if (!signing_key_own(r->db, r->who.account, purpose, site, row))
		return request_refuse(r, E_STATE, "您还没有此用途的签发密钥，请先在“签发密钥”中生成");
	if (row->locked)
		return request_refuse(r, E_TOO_MANY, "签发口令或动态口令多次不正确，密钥已锁定，请 15 分钟后再试");
	if (!whole(row)) {
		key_alarm(r, "key-damaged", row->id);
		return request_refuse(
		    r, E_SIGNER_DOWN, "保存的签发密钥已损坏或与公布的公钥不符，请停用后重新生成，并报告平台");
	}
	failure.key = row->id;
	if (!second_factor_get(r->db, r->who.account, &second) || !second.confirmed)
		return request_refuse(r, E_SECOND_FACTOR, "请先启用动态口令");
	step = second_factor_step(r->a, r->w->ring, r->who.account, second.sealed, code);
	if (step < 0) {
		db_transaction(r->db, count_failure, &failure);
		return request_refuse(r, E_SECOND_FACTOR, "动态口令不正确，请核对手机时间");
	}
	*key = key_open(row->sealed_seed, passphrase, &why);
	if (*key == NULL && why == E_BUSY)
		return E_BUSY;
	if (*key == NULL) {
		db_transaction(r->db, count_failure, &failure);
		faults_at(&r->faults, "/passphrase", "签发口令不正确；连续 5 次不正确将锁定 15 分钟");
		return E_INVALID;
	}
	if (!second_factor_take(r->db, r->who.account, step))
		return request_refuse(r, E_SECOND_FACTOR, "此动态口令已使用，请等待下一个口令");
	signing_key_worked(r->db, row->id);
	return E_OK;
}

error_code
key_second_factor(request *r, str code)
{
	struct second_factor_get second;
	str bucket = limit_text(r, str_f(r->a, "signing %lld", (long long)r->who.account));
	error_code e = limit_check(r, "signing", bucket, WAIT_SECONDS);

	if (e)
		return e;
	if (!second_factor_get(r->db, r->who.account, &second) || !second.confirmed)
		return request_refuse(r, E_SECOND_FACTOR, "请先启用动态口令");
	if (!second_factor_take(
		r->db, r->who.account, second_factor_step(r->a, r->w->ring, r->who.account, second.sealed, code))) {
		limit_count(r, "signing", bucket, WAIT_SECONDS, TRIES);
		return request_refuse(r, E_SECOND_FACTOR, "动态口令不正确或已使用，请等待下一个口令");
	}
	return E_OK;
}

/* May this person have a key of the purpose? The permission of the stage says so. */
static error_code
check_purpose(request *r, const struct key_in *in)
{
	permission p = str_is(in->purpose, "site")   ? SIGN_SITE
		       : str_is(in->purpose, "seal") ? SIGN_SEAL
						     : SIGN_EVALUATION;
	struct signing_site_own site;

	if (!policy_allows(p, r->who.role, r->who.duties))
		return request_refuse(r, E_FORBIDDEN, "您的岗位不能持有此用途的密钥");
	if (p != SIGN_SITE) {
		if (in->site)
			faults_at(&r->faults, "/site", "只有考核站点签发的密钥才属于站点");
		return request_checked(r);
	}
	if (in->site == 0) {
		faults_at(&r->faults, "/site", "请选择考核站点");
		return E_INVALID;
	}
	return signing_site_own(r->db, in->site, r->who.organisation, &site) ? E_OK : E_NOT_FOUND;
}

static error_code
signing_key_make(request *r)
{
	const struct key_in *in = r->in;
	u8 half[KEY_PUBLIC], blob[KEY_BLOB], hash[CRYPT_HASH];
	str sealed = { (const char *)blob, sizeof blob }, open_half = { (const char *)half, sizeof half };
	str name;
	error_code e = check_purpose(r, in);

	if (e)
		return e;
	if (!key_make(in->passphrase, half, blob))
		return E_BUSY;
	name = str_f(r->a, "key-%.*s", STR_ARG(str_hex(r->a, half, 8)));
	crypt_hash(sealed, hash);
	r->audit_subject =
	    signing_key_insert(r->db, &(struct signing_key_insert_in){ .organisation_id = r->who.organisation,
					  .account_id = r->who.account,
					  .purpose = in->purpose,
					  .site_id = in->site,
					  .public_key = open_half,
					  .key_name = name });
	if (r->audit_subject == 0)
		return request_refuse(r, E_EXISTS, "您已有此用途的密钥；如需更换，请先停用原密钥");
	signing_secret_insert(r->db, r->audit_subject, sealed, (str){ (const char *)hash, sizeof hash });
	r->status = 201;
	ANSWER(r, key_made_answer, &((struct key_made){ r->audit_subject, name, multikey_encode(r->a, half) }));
	return E_OK;
}

static error_code
signing_key_index(request *r)
{
	struct signing_key_list *v;
	size_t n = signing_key_list(r->db, r->who.organisation, r->who.account, &v);

	ANSWER_ALL(r, key_item, v, n);
	return E_OK;
}

static error_code
signing_key_stop(request *r)
{
	struct signing_key_list *v;
	size_t n = signing_key_list(r->db, r->who.organisation, r->who.account, &v), i = 0;

	while (i < n && (v[i].id != r->id[0] || !v[i].own))
		i++;
	if (i == n)
		return E_NOT_FOUND;
	if (signing_key_retire(r->db, r->id[0], r->who.account) == 0)
		return request_refuse(r, E_STATE, "此密钥已停用");
	return answer_moved(r, r->id[0], STR("retired"));
}

ROUTES(signing_key,
    ROUTE(POST, "/signing/keys", signing_key_make, SIGNING_KEY, "生成签发密钥", .in = &key_input,
	.answer = &key_made_answer, .write = true),
    ROUTE(GET, "/signing/keys", signing_key_index, SIGNING_KEY, "本机构的签发密钥", .items = &key_item),
    ROUTE(POST, "/signing/keys/{id}/retire", signing_key_stop, SIGNING_KEY, "停用签发密钥", .answer = &moved_answer,
	.write = true));
