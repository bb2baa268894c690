/*
 * audit.c: appends to and checks the hash chains of the audit trail. See audit.h.
 */
#include "data/audit.h"

#include "base/buf.h"
#include "crypt/secret.h"
#include "query/audit.h"

enum { WALK = 1000 };

static void
part(buf *b, str s)
{
	/* Length first, so that no two entries have the same bytes; absent differs from empty. */
	buf_f(b, "%lld:", s.p ? (long long)s.n : -1LL);
	buf_str(b, s);
}

static str
number(arena *a, i64 v)
{
	return str_f(a, "%lld", (long long)v);
}

static void
entry_hash(arena *a, const struct audit_insert_in *e, u8 hash[CRYPT_HASH])
{
	buf b = { .a = a };

	part(&b, e->prev_hash);
	part(&b, e->stream);
	part(&b, number(a, e->seq));
	part(&b, number(a, e->at));
	part(&b, number(a, e->account_id));
	part(&b, number(a, e->organisation_id));
	part(&b, e->address);
	part(&b, e->request_id);
	part(&b, e->action);
	part(&b, e->subject_kind);
	part(&b, number(a, e->subject_id));
	part(&b, e->before_json);
	part(&b, e->after_json);
	crypt_hash(buf_view(&b), hash);
}

static str
first_hash(arena *a, str stream)
{
	u8 *hash = arena_alloc(a, CRYPT_HASH);

	crypt_hash(stream, hash);
	return (str){ (char *)hash, CRYPT_HASH };
}

str
audit_stream(arena *a, i64 organisation)
{
	return str_f(a, "org:%lld", (long long)organisation);
}

void
audit_append(db *d, const audit_entry *e)
{
	arena *a = db_arena(d);
	u8 hash[CRYPT_HASH];
	str mine = { (const char *)hash, sizeof hash }, stream = audit_stream(a, e->organisation);
	struct audit_head_get head;
	struct audit_now clock;
	struct audit_insert_in in;

	if (!audit_head_get(d, stream, &head)) {
		/* Two first entries at once: the second waits for the first and then finds it. */
		audit_head_insert(d, stream, first_hash(a, stream));
		if (!audit_head_get(d, stream, &head))
			arena_fail(a, E_BUG);
	}
	/* Read after the head is locked, so the times of a stream never go back. */
	audit_now(d, &clock);
	in = (struct audit_insert_in){ .stream = stream,
		.seq = head.seq + 1,
		.prev_hash = head.hash,
		.at = clock.now,
		.account_id = e->account,
		.organisation_id = e->organisation,
		.address = e->remote,
		.request_id = e->request_id,
		.action = e->action,
		.subject_kind = e->subject_kind,
		.subject_id = e->subject_id,
		.before_json = e->before,
		.after_json = e->after };
	if (in.address.p == NULL)
		in.address = STR("");
	if (in.request_id.p == NULL)
		in.request_id = STR("");
	entry_hash(a, &in, hash);
	in.hash = mine;
	audit_insert(d, &in);
	audit_head_set(d, in.seq, mine, stream);
}

static const audit_fault missing = { "an entry is missing", "此条记录缺失" };
static const audit_fault loose = { "the entry does not follow the one before it", "此条记录与前一条不衔接" };
static const audit_fault changed = { "the entry was changed", "此条记录被改动过" };
static const audit_fault cut = { "the end of the chain is not what its head says", "记录链的末尾与登记的不一致" };

/* One page of a chain. last is the hash of the entry before it, and then of its last one. */
static const audit_fault *
check_page(arena *a, str stream, const struct audit_walk *v, size_t n, u8 last[CRYPT_HASH], audit_finding *found)
{
	for (size_t i = 0; i < n; i++, found->entries++) {
		struct audit_insert_in in = { .stream = stream,
			.seq = v[i].seq,
			.prev_hash = v[i].prev_hash,
			.at = v[i].at,
			.account_id = v[i].account_id,
			.organisation_id = v[i].organisation_id,
			.address = v[i].address,
			.request_id = v[i].request_id,
			.action = v[i].action,
			.subject_kind = v[i].subject_kind,
			.subject_id = v[i].subject_id,
			.before_json = v[i].before_json,
			.after_json = v[i].after_json };

		found->seq++;
		if (v[i].seq != found->seq)
			return &missing;
		if (!str_eq(v[i].prev_hash, (str){ (const char *)last, CRYPT_HASH }))
			return &loose;
		entry_hash(a, &in, last);
		if (!str_eq(v[i].hash, (str){ (const char *)last, CRYPT_HASH }))
			return &changed;
	}
	return NULL;
}

const audit_fault *
audit_check_stream(db *d, str stream, i64 head_seq, str head_hash, audit_finding *found)
{
	arena *a = db_arena(d);
	u8 last[CRYPT_HASH];

	memcpy(last, first_hash(a, stream).p, sizeof last);
	for (found->seq = 0; found->seq < head_seq;) {
		arena_mark here = arena_here(a);
		i64 left = head_seq - found->seq;
		struct audit_walk *v;
		size_t n = audit_walk(d, stream, found->seq, left < WALK ? left : WALK, &v);
		const audit_fault *what = check_page(a, stream, v, n, last, found);

		arena_back(a, here);
		if (what)
			return what;
		if (n == 0)
			break;
	}
	if (found->seq != head_seq || !str_eq((str){ (const char *)last, CRYPT_HASH }, head_hash))
		return &cut;
	return NULL;
}

bool
audit_check(db *d, audit_finding *found)
{
	struct audit_streams *v;
	size_t n = audit_streams(d, (str){ NULL, 0 }, &v);

	*found = (audit_finding){ 0 };
	for (size_t i = 0; i < n; i++) {
		found->what = audit_check_stream(d, v[i].stream, v[i].seq, v[i].hash, found);
		if (found->what) {
			found->stream = v[i].stream;
			return false;
		}
	}
	found->seq = 0;
	return true;
}
