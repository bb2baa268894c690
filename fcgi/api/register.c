/*
 * register.c: the enrolment register 学籍库 as its importer sees it: the batches of each year. Files come in through
 * api/import.c (kind register); the entries themselves are for verification only and are shown to nobody.
 */
#include "query/register_import.h"

#include "api/routes.h"
#include "web/page.h"

struct register_query {
	PAGE_MEMBERS;
};
FIELD_TABLE(register_query_fields, "RegisterQuery", struct register_query, PAGE_FIELDS(struct register_query));

static void
register_item(json *j, const void *row)
{
	const struct register_batch_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_ki64(j, "year", v->year);
	jw_ki64(j, "entries", v->entries);
	jw_kstr(j, "state", v->state);
	jw_kid(j, "import", v->import_id);
	jw_ktime(j, "created_at", v->created_at);
	jw_close(j);
}

static error_code
register_index(request *r)
{
	const struct register_query *q = r->q;
	struct register_batch_list *v;
	size_t n = register_batch_list(r->db, r->who.organisation, page_before(q->after), page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, register_item);
	return E_OK;
}

ROUTES(enrolment_register,
    ROUTE(GET, "/registers", register_index, REGISTER_EDIT, "学籍库批次", .query = &register_query_fields));
