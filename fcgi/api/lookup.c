/*
 * lookup.c: the public look-up of results 成绩查询. On score day a million come in an hour, so the good case is one
 * statement by primary keys, with the answer as it was written at publication, and no write. The window is in that
 * statement, judged by the database's clock, and so is the version of the limits that the worker remembers.
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

/* The answer is written by hand: the stored bytes go out as they are. */
static error_code
lookup_results(request *r)
{
	const result_ask *in = r->in;
	result_key key = result_key_of(r, in);
	struct lookup_answer v;
	error_code e;

	if (!lookup_answer(r->db, key.index, &v) || !v.open)
		return result_key_wrong(r, &key, in->captcha);
	if ((e = result_key_allowed(r, &key, v.version, in->captcha)) != E_OK)
		return e;
	jw_open(&r->out);
	jw_key(&r->out, "items");
	jw_list(&r->out);
	jw_raw(&r->out, v.answer);
	jw_end(&r->out);
	jw_close(&r->out);
	return E_OK;
}

ROUTES(lookup, ROUTE(POST, "/public/results", lookup_results, PUBLIC, "成绩查询", .in = &lookup_input,
		   .answer = &found_answer, .no_key = true, .body_max = 4096));
