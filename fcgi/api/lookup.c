/*
 * lookup.c: the public look-up of results 成绩查询. On score day a million come in an hour, so the good case is one
 * statement by primary keys, with the answer as it was written at publication, and no write; those that wait at the
 * same moment share one. The window is in that statement, judged by the database's clock, and so is the version of
 * the limits that the worker remembers.
 */
#include "query/lookup.h"

#include "api/routes.h"
#include "web/result_lookup.h"
#include "web/result_make.h"

/* Whatever is not found gives the same answer, so the fields are only limited in length. */
FIELD_TABLE(lookup_input, "ResultLookup", result_ask,
    FIELD_STR(result_ask, name, .title = "姓名", .required = true, .secret = true, .max = 64),
    FIELD_STR(result_ask, document_number, .title = "证件号码", .required = true, .secret = true, .max = 40),
    FIELD_STR(result_ask, ticket_number, .title = "准考证号", .required = true, .secret = true, .max = 40),
    GUESS_CAPTCHA(result_ask, captcha));

struct found_view {
	str items;
};
FIELD_TABLE(found_answer, "PublicResults", struct found_view,
    FIELD_AS(F_JSON, str, struct found_view, items, "items", .title = "成绩", .sub = &result_answer));

/* A result that was looked for: answer.p is NULL when there is none. */
typedef struct looked {
	result_key key;
	struct lookup_answer found;
	i64 wrong; /* result_wrong when it was read */
} looked;

static looked *
look(request *r)
{
	looked *l = ARENA_NEW(r->a, looked);

	l->key = result_key_of(r, r->in);
	l->wrong = result_wrong(r);
	return l;
}

/* From so many on one statement for all costs less than one for each. */
enum { TOGETHER = 3 };

static error_code
lookup_ahead(request *const *r, size_t n)
{
	looked *l[WORKER_TURNS];
	str index[WORKER_TURNS];
	struct lookup_answers *v;
	size_t found;

	if (n < TOGETHER)
		return E_OK;
	for (size_t i = 0; i < WORKER_TURNS; i++) {
		if (i < n)
			r[i]->ahead = l[i] = look(r[i]);
		index[i] = l[i < n ? i : 0]->key.index;
	}
	found = lookup_answers(r[0]->db,
	    &(struct lookup_answers_in){
		index[0], index[1], index[2], index[3], index[4], index[5], index[6], index[7] },
	    &v);
	for (size_t k = 0; k < found; k++)
		for (size_t i = 0; i < n; i++)
			if (str_eq(v[k].lookup_index, l[i]->key.index))
				l[i]->found = (struct lookup_answer){ v[k].answer, v[k].open, v[k].version };
	return E_OK;
}

/* The answer is written by hand: the stored bytes go out as they are. */
static error_code
lookup_results(request *r)
{
	const result_ask *in = r->in;
	looked *l = r->ahead;
	i64 version;
	error_code e;

	if (l == NULL) {
		l = look(r);
		lookup_answer(r->db, l->key.index, &l->found);
	}
	if (l->found.answer.p == NULL || !l->found.open)
		return result_key_wrong(r, &l->key, in->captcha);
	/* Of several that came together, those before this one count: what was read before them is not relied on. */
	version = l->wrong == result_wrong(r) ? l->found.version : 0;
	if ((e = result_key_allowed(r, &l->key, version, in->captcha)) != E_OK)
		return e;
	jw_open(&r->out);
	jw_key(&r->out, "items");
	jw_list(&r->out);
	jw_raw(&r->out, l->found.answer);
	jw_end(&r->out);
	jw_close(&r->out);
	return E_OK;
}

ROUTES(lookup, ROUTE(POST, "/public/results", lookup_results, PUBLIC, "成绩查询", .in = &lookup_input,
		   .answer = &found_answer, .no_key = true, .ahead = lookup_ahead, .body_max = 4096));
