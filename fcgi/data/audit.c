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

void
audit_append(db *d, const audit_entry *e)
{
	arena *a = db_arena(d);
	u8 hash[CRYPT_HASH];
	str mine = { (const char *)hash, sizeof hash }, stream = str_f(a, "org:%lld", (long long)e->organisation);
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

/* Walks one chain; returns what is wrong, or NULL. */
static const char *
check_stream(db *d, const struct audit_streams *s, audit_finding *found)
{
	arena *a = db_arena(d);
	str before = first_hash(a, s->stream);
	i64 seq = 0;

	for (;;) {
		struct audit_walk *v;
		size_t n = audit_walk(d, s->stream, seq, WALK, &v);

		for (size_t i = 0; i < n; i++, found->entries++) {
			struct audit_insert_in in = { .stream = s->stream,
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
			u8 *hash = arena_alloc(a, CRYPT_HASH);

			found->seq = ++seq;
			if (v[i].seq != seq)
				return "an entry is missing";
			if (!str_eq(v[i].prev_hash, before))
				return "the entry does not follow the one before it";
			entry_hash(a, &in, hash);
			before = (str){ (char *)hash, CRYPT_HASH };
			if (!str_eq(v[i].hash, before))
				return "the entry was changed";
		}
		if (n < WALK)
			break;
	}
	found->seq = seq;
	if (seq != s->seq || !str_eq(before, s->hash))
		return "the end of the chain is not what its head says";
	return NULL;
}

bool
audit_check(db *d, audit_finding *found)
{
	struct audit_streams *v;
	size_t n = audit_streams(d, &v);

	*found = (audit_finding){ 0 };
	for (size_t i = 0; i < n; i++) {
		found->what = check_stream(d, &v[i], found);
		if (found->what) {
			found->stream = v[i].stream;
			return false;
		}
	}
	found->seq = 0;
	return true;
}
