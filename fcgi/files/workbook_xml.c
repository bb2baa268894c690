/*
 * workbook_xml.c: expat under guards. See workbook_xml.h.
 */
#include "files/workbook_xml.h"

#include <strings.h>

enum { CHUNK = 32 * 1024, DEPTH_MAX = 64, TOKEN_MAX = 1 << 20 };

static const char *
local(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

static void
on_start(void *user, const char *name, const char **attributes)
{
	xml *x = user;

	if (++x->depth > DEPTH_MAX) {
		book_refuse_damaged(x->b, "XML 嵌套");
		xml_stop(x);
	} else if (x->start && !x->b->says[0]) {
		x->start(x, local(name), attributes);
	}
}

static void
on_end(void *user, const char *name)
{
	xml *x = user;

	x->depth--;
	/* After a stop expat may still report the end of an empty element. */
	if (x->end && !x->b->says[0])
		x->end(x, local(name));
}

static void
on_text(void *user, const char *p, int n)
{
	xml *x = user;

	if (x->text && !x->b->says[0])
		x->text(x, p, (size_t)n);
}

static void
on_doctype(void *user, const char *name, const char *system, const char *public, int internal)
{
	xml *x = user;

	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	book_refuse(x->b, "文件中含有不允许的 XML 文档类型声明（DOCTYPE），已拒绝");
	xml_stop(x);
}

static void
on_declaration(void *user, const char *version, const char *encoding, int standalone)
{
	xml *x = user;

	(void)version;
	(void)standalone;
	if (encoding && strcasecmp(encoding, "UTF-8") != 0) {
		book_refuse(x->b, "文件中的 XML 不是 UTF-8 编码，已拒绝");
		xml_stop(x);
	}
}

bool
xml_open(xml *x, archive *zip, size_t i)
{
	archive_error err;

	x->zip = zip;
	x->fed = 0;
	x->depth = 0;
	x->suspended = x->last = false;
	x->open = true;
	x->parser = XML_ParserCreate("UTF-8");
	if (x->parser == NULL)
		return book_refuse_memory(x->b);
	err = archive_start(zip, i);
	if (err)
		return book_refuse_archive(x->b, err);
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	XML_SetXmlDeclHandler(x->parser, on_declaration);
	return true;
}

void
xml_close(xml *x)
{
	if (!x->open)
		return;
	x->open = false;
	if (x->parser)
		XML_ParserFree(x->parser);
	x->parser = NULL;
	archive_stop(x->zip);
}

void
xml_pause(xml *x)
{
	XML_StopParser(x->parser, XML_TRUE);
}

void
xml_stop(xml *x)
{
	XML_StopParser(x->parser, XML_FALSE);
}

static enum XML_Status
feed(xml *x)
{
	void *chunk = XML_GetBuffer(x->parser, CHUNK);
	archive_error err;
	size_t n;

	if (chunk == NULL) {
		book_refuse_memory(x->b);
		return XML_STATUS_ERROR;
	}
	err = archive_next(x->zip, chunk, CHUNK, &n);
	if (err) {
		book_refuse_archive(x->b, err);
		return XML_STATUS_ERROR;
	}
	x->fed += n;
	x->last = n == 0;
	return XML_ParseBuffer(x->parser, (int)n, x->last);
}

book_next_is
xml_run(xml *x)
{
	for (;;) {
		enum XML_Status status;
		XML_Index at;

		if (x->b->says[0])
			return BOOK_REFUSED;
		if (x->last && !x->suspended)
			return BOOK_END;
		status = x->suspended ? XML_ResumeParser(x->parser) : feed(x);
		x->suspended = status == XML_STATUS_SUSPENDED;
		if (status == XML_STATUS_ERROR) {
			book_refuse_damaged(x->b, "XML 格式");
			return BOOK_REFUSED;
		}
		if (x->suspended)
			return x->b->says[0] ? BOOK_REFUSED : BOOK_ROW;
		at = XML_GetCurrentByteIndex(x->parser);
		if (at >= 0 && x->fed - (u64)at > TOKEN_MAX) {
			book_refuse_damaged(x->b, "XML 中有过长的内容");
			return BOOK_REFUSED;
		}
	}
}

bool
xml_all(xml *x, archive *zip, size_t i)
{
	book_next_is is = xml_open(x, zip, i) ? xml_run(x) : BOOK_REFUSED;

	xml_close(x);
	return is == BOOK_END;
}

const char *
xml_get(const char **a, const char *name)
{
	for (; *a; a += 2)
		if (strcmp(local(a[0]), name) == 0)
			return a[1];
	return NULL;
}

bool
xml_true(const char *v)
{
	return v && (strcmp(v, "1") == 0 || strcmp(v, "true") == 0);
}
