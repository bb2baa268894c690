/*
 * announcement.c: 通知公告, 工作动态 and the other texts of the public portal. A draft is edited, published,
 * withdrawn; what is published is not edited but withdrawn and written anew, so that what people read stays what it
 * was.
 */
#include "query/announcement.h"

#include "api/routes.h"
#include "query/file.h"
#include "rules/checks.h"
#include "web/fire.h"
#include "web/page.h"

static const char *const kinds[] = { "notice", "news", "support", "question", "about", "link", NULL };
static const char *const kind_titles[] = { "通知公告", "工作动态", "技术支持", "常见问题", "关于我们", "友情链接",
	NULL };
static const char *const states[] = { "draft", "published", "withdrawn", NULL };

struct announcement_input {
	str kind, title, body, link;
	i64 position, file, version;
};
#define S struct announcement_input
FIELD_TABLE(announcement_input_table, "AnnouncementInput", S,
    FIELD_STR(S, kind, .title = "栏目", .required = true, .options = kinds, .labels = kind_titles),
    FIELD_STR(S, title, .title = "标题", .required = true, .max = 200, .check = check_plain_text),
    FIELD_STR(S, body, .title = "正文", .lines = true, .max = 50000, .note = "纯文本，空行分段；栏目为链接时可不填"),
    FIELD_STR(S, link, .title = "链接", .max = 300, .check = check_url),
    FIELD_INT(S, position, .title = "排序", .max = 100000), FIELD_ID(S, file, .title = "附件"),
    FIELD_INT(S, version, .title = "版本", .note = "修改时必填"));
#undef S

struct announcement_query {
	PAGE_MEMBERS;
	str state;
};
FIELD_TABLE(announcement_query_table, "AnnouncementQuery", struct announcement_query,
    PAGE_FIELDS(struct announcement_query),
    FIELD_STR(struct announcement_query, state, .title = "状态", .options = states));

struct announcement_public_query {
	PAGE_MEMBERS;
	str kind;
};
FIELD_TABLE(announcement_public_query_table, "AnnouncementPublicQuery", struct announcement_public_query,
    PAGE_FIELDS(struct announcement_public_query),
    FIELD_STR(struct announcement_public_query, kind, .title = "栏目", .required = true, .options = kinds,
	.labels = kind_titles));

static error_code
judge(request *r, const struct announcement_input *in)
{
	bool link = str_is(in->kind, "link");
	struct file_get f;

	if (r->who.role != ROLE_PLATFORM && !str_is(in->kind, "notice") && !str_is(in->kind, "news"))
		faults_at(&r->faults, "/kind", "本机构只能发布通知公告和工作动态");
	if (link && in->link.n == 0)
		faults_at(&r->faults, "/link", "友情链接须填写链接地址");
	if (!link && in->body.n == 0)
		faults_at(&r->faults, "/body", "请填写正文");
	if (in->file && (!file_get(r->db, in->file, &f) || f.organisation_id != r->who.organisation ||
			    !str_is(f.state, "stored") || !str_is(f.purpose, "attachment")))
		faults_at(&r->faults, "/file", "没有这个附件，请以“附件”重新上传");
	return request_checked(r);
}

static error_code
announcement_create(request *r)
{
	const struct announcement_input *in = r->in;
	i64 id;

	if (judge(r, in) != E_OK)
		return E_INVALID;
	id = announcement_insert(r->db, &(struct announcement_insert_in){ .organisation_id = r->who.organisation,
					    .kind = in->kind,
					    .title = in->title,
					    .body = in->body,
					    .link = in->link,
					    .position = in->position,
					    .file_id = in->file,
					    .created_by = r->who.account });
	r->audit_subject = id;
	r->status = 201;
	jw_open(&r->out);
	jw_kid(&r->out, "id", id);
	jw_close(&r->out);
	return E_OK;
}

static error_code
announcement_update(request *r)
{
	const struct announcement_input *in = r->in;
	struct announcement_get v;
	error_code e;
	str to;

	if (!announcement_get(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	if (judge(r, in) != E_OK)
		return E_INVALID;
	if ((e = fire(r, &announcement_machine, v.state, "edit", &to)) != E_OK)
		return e;
	if (announcement_set(r->db, &(struct announcement_set_in){ .kind = in->kind,
					.title = in->title,
					.body = in->body,
					.link = in->link,
					.position = in->position,
					.file_id = in->file,
					.id = v.id,
					.organisation_id = r->who.organisation,
					.version = in->version }) == 0)
		return E_CONFLICT;
	jw_open(&r->out);
	jw_ki64(&r->out, "version", in->version + 1);
	jw_close(&r->out);
	return E_OK;
}

static error_code
move(request *r, const char *event)
{
	struct announcement_get v;
	error_code e;
	str to;

	if (!announcement_get(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	if ((e = fire(r, &announcement_machine, v.state, event, &to)) != E_OK)
		return e;
	if (announcement_move(r->db, to, v.id, r->who.organisation, v.state) == 0)
		return E_CONFLICT;
	if (v.file_id && str_is(to, "published"))
		announcement_publish_file(r->db, v.file_id, r->who.organisation);
	jw_open(&r->out);
	jw_kid(&r->out, "id", v.id);
	jw_kstr(&r->out, "state", to);
	jw_close(&r->out);
	return E_OK;
}

static error_code
announcement_publish(request *r)
{
	return move(r, "publish");
}

static error_code
announcement_withdraw(request *r)
{
	return move(r, "withdraw");
}

static void
announcement_item(json *j, const void *row)
{
	const struct announcement_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "kind", v->kind);
	jw_kstr(j, "title", v->title);
	jw_kstr(j, "state", v->state);
	jw_ki64(j, "position", v->position);
	jw_ktime(j, "published_at", v->published_at);
	jw_ktime(j, "created_at", v->created_at);
	jw_ki64(j, "version", v->version);
	jw_close(j);
}

static error_code
announcement_index(request *r)
{
	const struct announcement_query *q = r->q;
	struct announcement_list *v;
	size_t n =
	    announcement_list(r->db, r->who.organisation, q->state, page_before(q->after), page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, announcement_item);
	return E_OK;
}

static error_code
announcement_show(request *r)
{
	struct announcement_get v;
	json *j = &r->out;

	if (!announcement_get(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", v.id);
	jw_kstr(j, "kind", v.kind);
	jw_kstr(j, "title", v.title);
	jw_kstr(j, "body", v.body);
	jw_kstr(j, "link", v.link);
	jw_ki64(j, "position", v.position);
	jw_kid(j, "file", v.file_id);
	jw_kstr(j, "state", v.state);
	jw_ktime(j, "published_at", v.published_at);
	jw_ktime(j, "created_at", v.created_at);
	jw_ki64(j, "version", v.version);
	fire_actions(r, &announcement_machine, v.state);
	jw_close(j);
	return E_OK;
}

static void
announcement_public_item(json *j, const void *row)
{
	const struct announcement_public_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "kind", v->kind);
	jw_kstr(j, "title", v->title);
	jw_kstr(j, "link", v->link);
	jw_kstr(j, "organisation", v->organisation);
	jw_ktime(j, "published_at", v->published_at);
	jw_close(j);
}

static error_code
announcement_public_index(request *r)
{
	const struct announcement_public_query *q = r->q;
	struct announcement_public_list *v;
	size_t n = announcement_public_list(r->db, q->kind, q->after, page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, announcement_public_item);
	return E_OK;
}

static error_code
announcement_public_show(request *r)
{
	struct announcement_public v;
	json *j = &r->out;

	if (!announcement_public(r->db, r->id[0], &v))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", v.id);
	jw_kstr(j, "kind", v.kind);
	jw_kstr(j, "title", v.title);
	jw_kstr(j, "body", v.body);
	jw_kstr(j, "link", v.link);
	jw_kid(j, "file", v.file_id);
	jw_kstr(j, "file_name", v.file_name);
	jw_kstr(j, "organisation", v.organisation);
	jw_ktime(j, "published_at", v.published_at);
	jw_close(j);
	return E_OK;
}

ROUTES(announcement,
    ROUTE(GET, "/announcements", announcement_index, ANNOUNCEMENT_EDIT, "本机构的公告",
	.query = &announcement_query_table),
    ROUTE(POST, "/announcements", announcement_create, ANNOUNCEMENT_EDIT, "起草公告", .in = &announcement_input_table,
	.write = true),
    ROUTE(GET, "/announcements/{id}", announcement_show, ANNOUNCEMENT_EDIT, "公告详情"),
    ROUTE(PUT, "/announcements/{id}", announcement_update, ANNOUNCEMENT_EDIT, "修改公告草稿",
	.in = &announcement_input_table, .write = true),
    ROUTE(POST, "/announcements/{id}/publish", announcement_publish, ANNOUNCEMENT_EDIT, "发布公告", .write = true),
    ROUTE(POST, "/announcements/{id}/withdraw", announcement_withdraw, ANNOUNCEMENT_EDIT, "撤下公告", .write = true),
    ROUTE(GET, "/public/announcements", announcement_public_index, PUBLIC, "公开的公告",
	.query = &announcement_public_query_table),
    ROUTE(GET, "/public/announcements/{id}", announcement_public_show, PUBLIC, "公告正文"));
