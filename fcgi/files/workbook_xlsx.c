/*
 * workbook_xlsx.c: finds workbook, sheets, styles and strings in an .xlsx package by its relationships (ECMA-376 part
 * 2). Sheets themselves are read by workbook_sheet.c.
 */
#include "files/workbook_xlsx.h"

#include <stdlib.h>
#include <strings.h>

enum { PATH_MAX_BYTES = 255, RELATIONS_MAX = 1024 };

typedef struct relation {
	char id[64], type[32]; /* type: the last segment of its URI */
	size_t part;	       /* archive_count when it is not in the package */
} relation;

typedef struct relations {
	const char *base; /* path of the part whose relationships these are */
	relation *v;
	size_t n;
} relations;

typedef struct workbook_reading {
	const relations *rels;
	bool in_sheets;
} workbook_reading;

/* Part names are compared without case (ECMA-376 part 2, 6.2.2.3). */
static size_t
part_of(const archive *zip, const char *path)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < archive_count(zip); i++) {
		str p = archive_at(zip, i)->path;

		if (p.n == n && strncasecmp(p.p, path, n) == 0)
			return i;
	}
	return archive_count(zip);
}

/* target, relative to the directory of base unless it begins with "/", as a path in the package. */
static bool
resolve(const char *base, const char *target, char path[PATH_MAX_BYTES + 1])
{
	const char *slash = strrchr(base, '/');
	int head = slash && target[0] != '/' ? (int)(slash - base) : 0;
	char whole[2 * PATH_MAX_BYTES + 2];
	str rest, segment;
	size_t n = 0;

	if (strlen(base) > PATH_MAX_BYTES || strlen(target) > PATH_MAX_BYTES)
		return false;
	snprintf(whole, sizeof whole, "%.*s/%s", head, base, target);
	rest = str_of(whole);
	while (str_cut(&rest, '/', &segment)) {
		if (segment.n == 0 || str_is(segment, "."))
			continue;
		if (str_is(segment, "..")) {
			while (n && path[--n] != '/')
				;
			continue;
		}
		if (n + segment.n + 1 > PATH_MAX_BYTES)
			return false;
		if (n)
			path[n++] = '/';
		memcpy(path + n, segment.p, segment.n);
		n += segment.n;
	}
	path[n] = 0;
	return n > 0;
}

static void
on_relation(xml *x, const char *name, const char **a)
{
	relations *r = x->user;
	const char *id = xml_get(a, "Id"), *type = xml_get(a, "Type"), *target = xml_get(a, "Target");
	const char *mode = xml_get(a, "TargetMode"), *slash = type ? strrchr(type, '/') : NULL;
	char path[PATH_MAX_BYTES + 1];
	relation *to;

	if (strcmp(name, "Relationship") != 0 || !id || !slash || !target || r->n == RELATIONS_MAX)
		return;
	to = &r->v[r->n];
	if (strlen(id) >= sizeof to->id || strlen(slash + 1) >= sizeof to->type)
		return;
	memcpy(to->id, id, strlen(id) + 1);
	memcpy(to->type, slash + 1, strlen(slash + 1) + 1);
	to->part = archive_count(x->zip);
	if (!(mode && strcmp(mode, "External") == 0) && resolve(r->base, target, path))
		to->part = part_of(x->zip, path);
	r->n++;
}

/* The relationships of the part at base ("" for the package). Missing ones are none. */
static bool
read_relations(book *b, const char *base, relations *r)
{
	xml x = { .b = b, .user = r, .start = on_relation };
	const char *slash = strrchr(base, '/'), *file = slash ? slash + 1 : base;
	char path[PATH_MAX_BYTES + 16];
	size_t part;

	r->base = base;
	r->n = 0;
	snprintf(path, sizeof path, "%.*s_rels/%s.rels", (int)(file - base), base, file);
	part = part_of(b->xlsx->zip, path);
	return part == archive_count(b->xlsx->zip) || xml_all(&x, b->xlsx->zip, part);
}

static const relation *
related(const relations *r, const char *type, const char *id)
{
	for (size_t i = 0; i < r->n; i++)
		if (type ? strcmp(r->v[i].type, type) == 0 : strcmp(r->v[i].id, id) == 0)
			return &r->v[i];
	return NULL;
}

static void
add_sheet(xml *x, const relations *rels, const char **a)
{
	const char *name = xml_get(a, "name"), *state = xml_get(a, "state"), *id = NULL;
	const relation *to;

	/* The relationship's id is the attribute with a prefix: a sheet may have a plain one too. */
	for (const char **p = a; *p; p += 2)
		if (strchr(p[0], ':') && strcmp(strchr(p[0], ':'), ":id") == 0)
			id = p[1];
	to = id ? related(rels, NULL, id) : NULL;
	if (!name || !to || to->part == archive_count(x->zip)) {
		book_refuse_damaged(x->b, "找不到工作表");
		xml_stop(x);
		return;
	}
	/* Chart and dialog sheets have no cells. */
	if (strcmp(to->type, "worksheet") != 0)
		return;
	if (x->b->nsheets < SHEETS_MAX)
		x->b->xlsx->part[x->b->nsheets] = to->part;
	if (!book_add_sheet(x->b, str_of(name), state && strcmp(state, "visible") != 0))
		xml_stop(x);
}

static void
on_workbook(xml *x, const char *name, const char **a)
{
	workbook_reading *w = x->user;

	if (strcmp(name, "workbookPr") == 0)
		x->b->xlsx->from_1904 = xml_true(xml_get(a, "date1904"));
	else if (strcmp(name, "sheets") == 0)
		w->in_sheets = true;
	else if (strcmp(name, "sheet") == 0 && w->in_sheets)
		add_sheet(x, w->rels, a);
}

static bool
parts(book *b, const archive_entry *main, relations *rels)
{
	workbook_reading w = { .rels = rels };
	xml x = { .b = b, .user = &w, .start = on_workbook };
	const relation *styles, *shared;
	char base[PATH_MAX_BYTES + 1];
	size_t none = archive_count(b->xlsx->zip);

	if (main->path.n > PATH_MAX_BYTES)
		return book_refuse_damaged(b, "工作簿");
	snprintf(base, sizeof base, "%.*s", STR_ARG(main->path));
	if (!read_relations(b, base, rels) || !xml_all(&x, b->xlsx->zip, part_of(b->xlsx->zip, base)))
		return false;
	styles = related(rels, "styles", NULL);
	shared = related(rels, "sharedStrings", NULL);
	return styles_read(b, styles ? styles->part : none) && strings_read(b, shared ? shared->part : none);
}

/* What else the package may be, by the main parts of such packages. */
static const char *
other_package(const archive *zip)
{
	static const char *const other[][2] = {
		{ "xl/workbook.bin", "这是二进制工作簿（.xlsb）" },
		{ "xl/vbaProject.bin", "这是含宏的工作簿（.xlsm）" },
		{ "word/document.xml", "这是 Word 文档（.docx）" },
		{ "ppt/presentation.xml", "这是 PowerPoint 文稿（.pptx）" },
		{ "content.xml", "这是 OpenDocument 文件（.ods 等）" },
	};

	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (part_of(zip, other[i][0]) < archive_count(zip))
			return other[i][1];
	return NULL;
}

static void
on_content_type(xml *x, const char *name, const char **a)
{
	const char *type = strcmp(name, "Override") == 0 ? xml_get(a, "ContentType") : NULL;

	/* Of a part, that is; some programs declare all the extensions they know. */
	if (type && strstr(type, "macroEnabled")) {
		book_refuse(x->b, "这是含宏的工作簿（.xlsm），请上传 .xlsx 或 .csv 表格");
		xml_stop(x);
	}
}

static bool
package(book *b, relations *rels)
{
	archive *zip = b->xlsx->zip;
	const char *other = other_package(zip);
	xml x = { .b = b, .start = on_content_type };
	const relation *main;
	size_t part, types = part_of(zip, "[Content_Types].xml");

	if (other)
		return book_refuse(b, "%s，请上传 .xlsx 或 .csv 表格", other);
	if (types == archive_count(zip))
		return book_refuse(b, "这是 ZIP 压缩包，不是表格，请上传 .xlsx 或 .csv 表格");
	if (!xml_all(&x, zip, types) || !read_relations(b, "", rels))
		return false;
	main = related(rels, "officeDocument", NULL);
	part = main ? main->part : part_of(zip, "xl/workbook.xml");
	if (part == archive_count(zip))
		return book_refuse_damaged(b, "找不到工作簿");
	return parts(b, archive_at(zip, part), rels);
}

bool
xlsx_open(book *b, const char *path)
{
	archive_limits limits = { 2000, b->limits.total_bytes, b->limits.total_bytes, 400 };
	relations rels = { .v = calloc(RELATIONS_MAX, sizeof *rels.v) };
	archive_error err;
	bool right;

	b->kind = BOOK_XLSX;
	b->xlsx = calloc(1, sizeof *b->xlsx);
	if (rels.v == NULL || b->xlsx == NULL) {
		free(rels.v);
		return book_refuse_memory(b);
	}
	err = archive_open(path, &limits, &b->xlsx->zip);
	right = err ? book_refuse_archive(b, err) : package(b, &rels);
	free(rels.v);
	return right;
}

void
xlsx_close(xlsx *x)
{
	if (x == NULL)
		return;
	sheet_close(x->sheet);
	archive_close(x->zip);
	strings_free(&x->strings);
	free(x->dated);
	free(x);
}

bool
xlsx_select(book *b, size_t i)
{
	return sheet_open(b, b->xlsx->part[i]);
}

book_next_is
xlsx_next(book *b)
{
	return sheet_next(b);
}
