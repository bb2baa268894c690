/*
 * workbook_styles.c: which number formats are dates, and serial numbers as dates (ECMA-376 part 1, 18.8.30, 18.17.4).
 */
#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include "base/clock.h"
#include "files/workbook_xlsx.h"

enum { FORMATS_MAX = 4096, STYLES_MAX = 65536, SERIAL_1904 = 1462, SERIAL_UNIX = 25569 };

typedef struct reading {
	xlsx *x;
	struct {
		i64 id;
		bool dated;
	} * format;
	size_t formats;
	bool in_cells;
} reading;

/* Does a format code show a part of a date or time? Quoted and bracketed text and escaped letters do not count. */
bool
format_dated(const char *p)
{
	if (strcasecmp(p, "General") == 0)
		return false;
	for (; *p; p++) {
		if (*p == '"') {
			p = strchr(p + 1, '"');
		} else if (*p == '[') {
			/* [h], [mm], [ss]: elapsed time */
			if (strchr("hHmMsS", p[1]) && p[1])
				return true;
			p = strchr(p, ']');
		} else if ((*p == '\\' || *p == '_' || *p == '*') && p[1]) {
			p++;
		} else if (strchr("yYmMdDhHsS", *p)) {
			return true;
		}
		if (p == NULL)
			return false;
	}
	return false;
}

/* With those of Chinese locales. */
bool
format_built_in_dated(i64 id)
{
	return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

static bool
id_dated(const reading *r, i64 id)
{
	for (size_t i = 0; i < r->formats; i++)
		if (r->format[i].id == id)
			return r->format[i].dated;
	return format_built_in_dated(id);
}

static i64
number(const char *s)
{
	i64 v = -1;

	return s && str_i64(str_of(s), &v) ? v : -1;
}

static void
start(xml *x, const char *name, const char **attributes)
{
	reading *r = x->user;

	if (strcmp(name, "numFmt") == 0 && r->formats < FORMATS_MAX) {
		const char *code = xml_get(attributes, "formatCode");

		r->format[r->formats].id = number(xml_get(attributes, "numFmtId"));
		r->format[r->formats++].dated = code && format_dated(code);
	} else if (strcmp(name, "cellXfs") == 0) {
		r->in_cells = true;
	} else if (strcmp(name, "xf") == 0 && r->in_cells) {
		if (r->x->styles == STYLES_MAX) {
			book_refuse_damaged(x->b, "单元格样式");
			xml_stop(x);
			return;
		}
		r->x->dated[r->x->styles++] = id_dated(r, number(xml_get(attributes, "numFmtId")));
	}
}

static void
end(xml *x, const char *name)
{
	if (strcmp(name, "cellXfs") == 0)
		((reading *)x->user)->in_cells = false;
}

bool
styles_read(book *b, size_t part)
{
	reading r = { .x = b->xlsx };
	xml x = { .b = b, .user = &r, .start = start, .end = end };
	bool right;

	if (part == archive_count(b->xlsx->zip))
		return true;
	b->xlsx->dated = calloc(STYLES_MAX, 1);
	r.format = calloc(FORMATS_MAX, sizeof *r.format);
	right = b->xlsx->dated && r.format ? xml_all(&x, b->xlsx->zip, part) : book_refuse_memory(b);
	free(r.format);
	return right;
}

bool
serial_text(double serial, bool from_1904, char text[32])
{
	i64 days, seconds;
	int y, m, d, n = 0;

	if (!(serial >= 0 && serial < 2958466))
		return false;
	days = (i64)floor(serial);
	seconds = llround((serial - floor(serial)) * 86400);
	if (seconds == 86400) {
		days++;
		seconds = 0;
	}
	if (from_1904)
		days += SERIAL_1904;
	/* 1900 was no leap year, but the format has a 29 February of it as day 60. */
	if (days == 60 || days > 2958465)
		return false;
	clock_civil(days - SERIAL_UNIX + (days < 60), &y, &m, &d);
	if (days > 0)
		n = snprintf(text, 32, "%04d-%02d-%02d", y % 10000, m, d);
	if (days > 0 && seconds)
		text[n++] = ' ';
	if (seconds || days == 0)
		n += snprintf(
		    text + n, (size_t)(32 - n), "%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60));
	if (seconds % 60)
		snprintf(text + n, (size_t)(32 - n), ":%02d", (int)(seconds % 60));
	return true;
}
