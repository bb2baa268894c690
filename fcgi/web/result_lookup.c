/*
 * result_lookup.c: see result_lookup.h.
 */
#include "web/result_lookup.h"

#include <endian.h>
#include <stdlib.h>

#include "base/clock.h"
#include "crypt/secret.h"
#include "data/person.h"
#include "query/lookup.h"
#include "rules/document_number.h"
#include "rules/person_name.h"
#include "web/result_make.h"

enum { BLOCKS_MOST = 4096 };
/* A storm of guesses blocks many buckets a second: they are read again so often at most, in between the database is
 * asked. */
#define READ_AGAIN (CLOCK_SECOND / 10)

struct result_blocks {
	i64 version, read_at; /* 0: not read */
	i64 wrong;	      /* answers that this worker has counted as wrong */
	size_t n;
	u64 head[BLOCKS_MOST + 1]; /* first bytes of each, ascending; buckets alike in them only cost a question */
};

result_key
result_key_of(request *r, const result_ask *ask)
{
	name_answer name = person_name_check(r->a, ask->name);
	document_answer document = document_check_form(r->a, ask->document_number);
	str who = name.ok ? name.value : ask->name;
	str person = person_index(r->a, r->w->ring, who, document.ok ? document.value : ask->document_number);

	return (result_key){ .index = result_lookup_index(r->a, r->w->ring, person, ask->ticket_number),
		.guess = guess_of(r, "lookup", person, who) };
}

struct wrong {
	request *r;
	const result_key *key;
};

/* One transaction: whoever sees the block sees the new version. */
static error_code
count_wrong(void *arg)
{
	const struct wrong *w = arg;
	u64 version;

	if (guess_wrong(w->r, &w->key->guess)) {
		crypt_random(&version, sizeof version);
		lookup_version_set(w->r->db, (i64)(version >> 1 | 1));
	}
	return E_OK;
}

error_code
result_key_wrong(request *r, const result_key *key, str captcha)
{
	struct wrong w = { r, key };
	error_code e = guess_allowed(r, &key->guess, captcha);

	if (e)
		return e;
	db_transaction(r->db, count_wrong, &w);
	r->w->blocks->wrong++;
	return request_refuse(
	    r, E_NOT_FOUND, "没有查到成绩：请核对姓名、证件号码和准考证号是否与准考证一致；成绩只在公示期内可查");
}

result_blocks *
result_blocks_new(void)
{
	result_blocks *b = calloc(1, sizeof *b);

	if (b == NULL)
		abort();
	return b;
}

static u64
head_of(str bucket)
{
	u64 head;

	memcpy(&head, bucket.p, sizeof head);
	return be64toh(head);
}

static int
by_head(const void *x, const void *y)
{
	const u64 *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

static bool
remembers(const result_blocks *b, str bucket)
{
	u64 head = head_of(bucket);

	return bsearch(&head, b->head, b->n, sizeof head, by_head) != NULL;
}

/* Reads what is blocked now: all that was blocked under the version, and perhaps more. */
static void
remember(db *d, result_blocks *b, i64 version)
{
	i64 now = clock_ticks();
	struct lookup_blocks *v;

	if (b->read_at && now - b->read_at < READ_AGAIN)
		return;
	b->version = 0;
	b->n = lookup_blocks(d, BLOCKS_MOST + 1, &v);
	for (size_t i = 0; i < b->n; i++)
		b->head[i] = head_of(v[i].bucket);
	b->read_at = now;
	b->version = version;
}

i64
result_wrong(const request *r)
{
	return r->w->blocks->wrong;
}

error_code
result_key_allowed(request *r, const result_key *key, i64 version, str captcha)
{
	result_blocks *b = r->w->blocks;
	const str *by = key->guess.bucket;
	bool known = b->version == version && b->n <= BLOCKS_MOST;

	if (known && !remembers(b, by[0]) && !remembers(b, by[1]) && !remembers(b, by[2]))
		return E_OK;
	if (!known && version)
		remember(r->db, b, version);
	return guess_allowed(r, &key->guess, captcha);
}
