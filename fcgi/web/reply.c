/*
 * reply.c: headers and body of the answer, and the problem document. See reply.h.
 * Nothing is sent before the handler's transaction is committed, so what goes out is what is true.
 */
#include "web/reply.h"

#include "data/stored_file.h"

void
reply_file(request *r, i64 id, str name, str media, i64 size)
{
	static const char hex[] = "0123456789ABCDEF";
	buf b = { .a = r->a };

	r->file = id;
	/* RFC 6266 and 8187: the name as UTF-8, every byte that is not plain percent-encoded, so no name can end the
	 * line. */
	for (size_t i = 0; i < name.n; i++) {
		u8 c = (u8)name.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
		    c == '-' || c == '_')
			buf_char(&b, (char)c);
		else
			buf_f(&b, "%%%c%c", hex[c >> 4], hex[c & 15]);
	}
	request_header(r, "Content-Type", media);
	request_header(r, "Content-Length", str_f(r->a, "%lld", (long long)size));
	request_header(
	    r, "Content-Disposition", str_f(r->a, "attachment; filename*=UTF-8''%.*s", STR_ARG(buf_view(&b))));
	request_header(r, "X-Content-Type-Options", STR("nosniff"));
}

static void
fault_json(json *j, const fault *f)
{
	static const char *const levels[] = { "error", "doubt", "notice" };

	jw_open(j);
	jw_kstr(j, "level", str_of(levels[f->level]));
	if (f->pointer.n)
		jw_kstr(j, "pointer", f->pointer);
	if (f->sheet.n)
		jw_kstr(j, "sheet", f->sheet);
	if (f->cell.n)
		jw_kstr(j, "cell", f->cell);
	if (f->row)
		jw_ki64(j, "row", f->row);
	if (f->field.n)
		jw_kstr(j, "field", f->field);
	if (f->value.n)
		jw_kstr(j, "value", f->value);
	jw_kstr(j, "detail", f->detail);
	if (f->fix.n)
		jw_kstr(j, "fix", f->fix);
	jw_close(j);
}

void
reply_problem(request *r, error_code e)
{
	const error_row *row = &error_table[e];
	json *j = &r->out;

	*j = jw_new(r->a);
	r->status = row->status;
	r->media = STR("application/problem+json");
	r->file = 0;
	jw_open(j);
	jw_kstr(j, "type", str_f(r->a, "/problems/%s", row->type));
	jw_kstr(j, "title", str_of(row->title));
	jw_ki64(j, "status", row->status);
	if (r->detail.p)
		jw_kstr(j, "detail", r->detail);
	if (r->faults.n) {
		jw_key(j, "errors");
		jw_list(j);
		for (size_t i = 0; i < r->faults.n; i++)
			fault_json(j, &r->faults.v[i]);
		jw_end(j);
	}
	if (r->request_id.n)
		jw_kstr(j, "instance", str_f(r->a, "urn:request:%.*s", STR_ARG(r->request_id)));
	jw_close(j);
	if (row->status == 503)
		request_header(r, "Retry-After", STR("5"));
	if (row->status == 429)
		request_header(r, "Retry-After", STR("60"));
}

static bool
put(FCGX_Stream *out, str s)
{
	return FCGX_PutStr(s.p, (int)s.n, out) == (int)s.n;
}

/* The stored file's chunks, one statement each: memory stays at one chunk whatever the size. */
static bool
put_file(request *r, FCGX_Stream *out)
{
	arena_mark here = arena_here(r->a);
	str piece;

	for (i64 n = 0; stored_get(r->db, r->w->ring, r->file, n, &piece); n++) {
		if (!put(out, piece))
			return false;
		arena_back(r->a, here);
	}
	return true;
}

bool
reply_send(request *r, FCGX_Stream *out)
{
	buf head = { .a = r->a };
	str body = r->bytes.p ? r->bytes : buf_view(&r->out.b);

	buf_str(&head, STR("Status: "));
	buf_i64(&head, r->status);
	if (r->file == 0) {
		if (r->status != 204) {
			buf_str(&head, STR("\r\nContent-Type: "));
			buf_str(&head, r->media.p ? r->media : STR("application/json; charset=utf-8"));
		}
		buf_str(&head, STR("\r\nContent-Length: "));
		buf_i64(&head, r->status == 204 ? 0 : (i64)body.n);
	}
	buf_str(&head, STR("\r\n"));
	buf_str(&head, buf_view(&r->headers));
	buf_str(&head, STR("Cache-Control: no-store\r\n\r\n"));
	if (!put(out, buf_view(&head)))
		return false;
	if (r->file)
		return put_file(r, out);
	return r->status == 204 || str_is(r->method, "HEAD") || put(out, body);
}
