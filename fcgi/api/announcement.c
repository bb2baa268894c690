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
static const char *const state_titles[] = { "草稿", "已发布", "已撤下", NULL };

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
	PAGE_ASK;
	str kind, state, q;
};
#define S struct announcement_query
FIELD_TABLE(announcement_query_table, "AnnouncementQuery", S, PAGE_ASKED(S, announcement_list),
    FIELD_STR(S, kind, .title = "栏目", .options = kinds, .labels = kind_titles),
    FIELD_STR(S, state, .title = "状态", .options = states, .labels = state_titles),
    FIELD_STR(S, q, .title = "标题包含", .max = 64));
#undef S

struct announcement_public_query {
	PAGE_ASK;
	str kind, q;
};
#define S struct announcement_public_query
FIELD_TABLE(announcement_public_query_table, "AnnouncementPublicQuery", S, PAGE_ASKED(S, announcement_public_list),
    FIELD_STR(S, kind, .title = "栏目", .required = true, .options = kinds, .labels = kind_titles),
    FIELD_STR(S, q, .title = "标题或正文包含", .max = 64));
#undef S

#define S struct announcement_list
FIELD_TABLE(announcement_item, "AnnouncementItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, kind, .title = "栏目", .options = kinds, .labels = kind_titles),
    FIELD_STR(S, title, .title = "标题"),
    FIELD_STR(S, state, .title = "状态", .options = states, .labels = state_titles),
    FIELD_INT(S, position, .title = "排序"), FIELD_TIME(S, published_at, .title = "发布时间", .maybe = true),
    FIELD_TIME(S, created_at, .title = "起草时间"), FIELD_INT(S, version, .title = "版本"));
#undef S

struct announcement_view {
	struct announcement_get v;
	list actions;
};
#define S struct announcement_view
FIELD_TABLE(announcement_answer, "Announcement", S, FIELD_AS(F_ID, i64, S, v.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, v.kind, "kind", .title = "栏目", .options = kinds, .labels = kind_titles),
    FIELD_AS(F_STR, str, S, v.title, "title", .title = "标题"),
    FIELD_AS(F_STR, str, S, v.body, "body", .title = "正文"),
    FIELD_AS(F_STR, str, S, v.link, "link", .title = "链接"),
    FIELD_AS(F_INT, i64, S, v.position, "position", .title = "排序"),
    FIELD_AS(F_ID, i64, S, v.file_id, "file", .title = "附件", .maybe = true),
    FIELD_AS(F_STR, str, S, v.file_name, "file_name", .title = "附件名称", .maybe = true),
    FIELD_AS(F_STR, str, S, v.state, "state", .title = "状态", .options = states, .labels = state_titles),
    FIELD_AS(F_TIME, i64, S, v.published_at, "published_at", .title = "发布时间", .maybe = true),
    FIELD_AS(F_TIME, i64, S, v.created_at, "created_at", .title = "起草时间"),
    FIELD_AS(F_INT, i64, S, v.version, "version", .title = "版本"),
    FIELD_LIST(S, actions, action_answer, .title = "可做的操作"));
#undef S

struct announcement_edited {
	i64 version;
};
FIELD_TABLE(announcement_edited_answer, "AnnouncementEdited", struct announcement_edited,
    FIELD_INT(struct announcement_edited, version, .title = "版本"));

struct announcement_moved {
	i64 id;
	str state;
};
FIELD_TABLE(announcement_moved_answer, "AnnouncementMoved", struct announcement_moved,
    FIELD_ID(struct announcement_moved, id, .title = "编号"),
    FIELD_STR(struct announcement_moved, state, .title = "状态", .options = states, .labels = state_titles));

#define S struct announcement_public_list
FIELD_TABLE(announcement_public_item, "AnnouncementPublicItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, kind, .title = "栏目", .options = kinds, .labels = kind_titles),
    FIELD_STR(S, title, .title = "标题"), FIELD_STR(S, link, .title = "链接"),
    FIELD_STR(S, organisation, .title = "发布机构"), FIELD_TIME(S, published_at, .title = "发布时间"));
#undef S

#define S struct announcement_public
FIELD_TABLE(announcement_public_answer, "AnnouncementPublic", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, kind, .title = "栏目", .options = kinds, .labels = kind_titles),
    FIELD_STR(S, title, .title = "标题"), FIELD_STR(S, body, .title = "正文"), FIELD_STR(S, link, .title = "链接"),
    FIELD_ID(S, file, .title = "附件", .maybe = true), FIELD_STR(S, file_name, .title = "附件名称", .maybe = true),
    FIELD_INT(S, file_size, .title = "附件大小", .note = "字节；没有附件时为 0"),
    FIELD_STR(S, organisation, .title = "发布机构"), FIELD_TIME(S, published_at, .title = "发布时间", .maybe = true));
#undef S

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
	return answer_created(r, id);
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
	ANSWER(r, announcement_edited_answer, &((struct announcement_edited){ in->version + 1 }));
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
	ANSWER(r, announcement_moved_answer, &((struct announcement_moved){ v.id, to }));
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

static error_code
announcement_index(request *r)
{
	const struct announcement_query *q = r->q;
	struct announcement_list *v;
	size_t n = announcement_list(r->db,
	    &(struct announcement_list_in){ .organisation_id = r->who.organisation,
		.kind = q->kind,
		.state = q->state,
		.q = q->q,
		.page = page_of(r, &q->ask, &announcement_list_page) },
	    &v);

	PAGE(r, &q->ask, announcement_list, announcement_item, v, n);
	return E_OK;
}

static error_code
announcement_show(request *r)
{
	struct announcement_view v;

	if (!announcement_get(r->db, r->id[0], r->who.organisation, &v.v))
		return E_NOT_FOUND;
	v.actions = fire_possible(r, &announcement_machine, v.v.state);
	ANSWER(r, announcement_answer, &v);
	return E_OK;
}

/* What was published last comes first, whenever it was drafted. */
static error_code
announcement_public_index(request *r)
{
	const struct announcement_public_query *q = r->q;
	page_ask ask = q->ask;
	struct announcement_public_list *v;
	size_t n;

	if (ask.sort.p == NULL) {
		ask.sort = STR("published_at");
		ask.order = ask.order.p ? ask.order : STR("desc");
	}
	n = announcement_public_list(r->db,
	    &(struct announcement_public_list_in){
		.kind = q->kind, .q = q->q, .page = page_of(r, &ask, &announcement_public_list_page) },
	    &v);
	PAGE(r, &ask, announcement_public_list, announcement_public_item, v, n);
	return E_OK;
}

static error_code
announcement_public_show(request *r)
{
	struct announcement_public v;

	if (!announcement_public(r->db, r->id[0], &v))
		return E_NOT_FOUND;
	ANSWER(r, announcement_public_answer, &v);
	return E_OK;
}

ROUTES(announcement,
    ROUTE(GET, "/announcements", announcement_index, ANNOUNCEMENT_EDIT, "本机构的公告",
	.query = &announcement_query_table, .items = &announcement_item),
    ROUTE(POST, "/announcements", announcement_create, ANNOUNCEMENT_EDIT, "起草公告", .in = &announcement_input_table,
	.answer = &created_answer, .write = true),
    ROUTE(
	GET, "/announcements/{id}", announcement_show, ANNOUNCEMENT_EDIT, "公告详情", .answer = &announcement_answer),
    ROUTE(PUT, "/announcements/{id}", announcement_update, ANNOUNCEMENT_EDIT, "修改公告草稿",
	.in = &announcement_input_table, .answer = &announcement_edited_answer, .write = true),
    ROUTE(POST, "/announcements/{id}/publish", announcement_publish, ANNOUNCEMENT_EDIT, "发布公告",
	.answer = &announcement_moved_answer, .write = true),
    ROUTE(POST, "/announcements/{id}/withdraw", announcement_withdraw, ANNOUNCEMENT_EDIT, "撤下公告",
	.answer = &announcement_moved_answer, .write = true),
    ROUTE(GET, "/public/announcements", announcement_public_index, PUBLIC, "公开的公告",
	.query = &announcement_public_query_table, .items = &announcement_public_item),
    ROUTE(GET, "/public/announcements/{id}", announcement_public_show, PUBLIC, "公告正文",
	.answer = &announcement_public_answer));
