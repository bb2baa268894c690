/*
 * field.c: sets the members of an input struct from text, by its table. See field.h.
 * Text goes through one line: well-formed → ends trimmed → option → by kind. Every message says what is wrong and
 * what would be right; the value of a secret field is in none of them.
 */
#include "base/field.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/hidden.h"

enum { TEXT_MAX = 255, SHOWN_MAX = 100, OPTIONS_SHOWN = 12 };

static str
title_of(const field *f)
{
	return str_of(f->title ? f->title : f->name);
}

static bool
letter_or_digit(int32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z');
}

static str
visible(arena *a, str text, bool masked)
{
	buf b = { .a = a };
	const char *start = text.p, *last = text.p + text.n;
	size_t shown = 0;

	while (last > start && last[-1] == ' ')
		last--;
	while (text.n) {
		const char *at = text.p;
		int32_t cp = utf8_next(&text);

		if (shown++ == SHOWN_MAX) {
			buf_str(&b, STR("…"));
			break;
		}
		if (cp == ' ' && (shown == 1 || at >= last))
			buf_str(&b, STR("␠"));
		else if (cp == '\t')
			buf_str(&b, STR("␉"));
		else if (cp == '\n')
			buf_str(&b, STR("␊"));
		else if (cp == '\r')
			buf_str(&b, STR("␍"));
		else if (cp == -2)
			buf_f(&b, "⟨%02X⟩", (unsigned)(u8)*at);
		else if (cp != ' ' && (hidden_blank(cp) || hidden_char(cp)))
			buf_f(&b, "⟨U+%04X⟩", (unsigned)cp);
		else if (masked && cp >= 0xff01 && cp <= 0xff5e)
			buf_str(&b, STR("＊"));
		else if (masked && (cp > 0x7e || cp == '*' || letter_or_digit(cp)))
			buf_char(&b, '*');
		else
			buf_put(&b, at, (size_t)(text.p - at));
	}
	return buf_view(&b);
}

str
field_visible(arena *a, str text)
{
	return visible(a, text, false);
}

str
field_shape(arena *a, str text)
{
	return visible(a, text, true);
}

/* Faults outlive the arena of a row: what is kept in them is copied to theirs. */
static str
keep(const faults *fs, const arena *a, str s)
{
	return fs->a == a ? s : str_dup(fs->a, s);
}

static void
add(arena *a, const field *f, fault_level level, str value, field_place at, str detail, str fix, faults *fs)
{
	str none = { NULL, 0 };

	faults_add(
	    fs, (fault){ .level = level,
		    .pointer = keep(fs, a, at.pointer),
		    .sheet = keep(fs, a, at.sheet),
		    .cell = keep(fs, a, at.cell),
		    .row = at.row,
		    .field = title_of(f),
		    .value = value.p == NULL || (f->secret && at.row == 0) ? none : visible(fs->a, value, f->secret),
		    .detail = keep(fs, a, detail),
		    .fix = f->secret ? none : keep(fs, a, fix) });
}

void
field_fault(arena *a, const field *f, str value, field_place at, str detail, faults *fs)
{
	add(a, f, FAULT_ERROR, value, at, detail, (str){ NULL, 0 }, fs);
}

void
field_missing(arena *a, const field *f, field_place at, faults *fs)
{
	field_fault(a, f, (str){ NULL, 0 }, at, str_f(a, "「%.*s」为必填项，不能为空", STR_ARG(title_of(f))), fs);
}

/* One member and all that its messages need. */
typedef struct setting {
	arena *a;
	const field *f;
	void *at;  /* the member */
	str given; /* as it came, for the messages */
	field_place place;
	faults *fs;
} setting;

static bool
refuse(const setting *s, str detail)
{
	field_fault(s->a, s->f, s->given, s->place, detail, s->fs);
	return false;
}

static bool
refuse_fix(const setting *s, str detail, str fix)
{
	add(s->a, s->f, FAULT_ERROR, s->given, s->place, detail, fix, s->fs);
	return false;
}

static void
notice(const setting *s, str detail, str now)
{
	add(s->a, s->f, FAULT_NOTICE, s->given, s->place, detail, now, s->fs);
}

/* Without blanks of any kind at both ends. *cut tells whether anything but ASCII blanks inside a JSON text was cut.
 */
static str
trim(str s)
{
	str rest;
	const char *end = s.p;

	for (rest = s; rest.n;) {
		str before = rest;

		if (!hidden_blank(utf8_next(&rest))) {
			s = before;
			break;
		}
		s = rest;
	}
	for (rest = s, end = s.p; rest.n;)
		if (!hidden_blank(utf8_next(&rest)))
			end = rest.p;
	return (str){ s.p, (size_t)(end - s.p) };
}

/* NBSP to SPACE, and in a text of lines CR LF to LF; the same text when there is none of them. */
static str
plain_blanks(arena *a, str s, bool lines, bool *nbsp)
{
	char *p;
	size_t n = 0;

	*nbsp = memmem(s.p, s.n, "\xc2\xa0", 2) != NULL;
	if (!*nbsp && !(lines && memchr(s.p, '\r', s.n)))
		return s;
	p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		if (i + 1 < s.n && memcmp(s.p + i, "\xc2\xa0", 2) == 0) {
			p[n++] = ' ';
			i++;
		} else if (!lines || s.p[i] != '\r' || i + 1 == s.n || s.p[i + 1] != '\n') {
			p[n++] = s.p[i];
		}
	}
	return (str){ p, n };
}

const char *
field_option(const field *f, size_t i)
{
	return f->codes ? (*f->codes)[i].code : f->options ? f->options[i] : NULL;
}

const char *
field_label(const field *f, size_t i)
{
	return f->codes ? (*f->codes)[i].title : f->labels ? f->labels[i] : field_option(f, i);
}

static str
option_list(arena *a, const field *f)
{
	buf b = { .a = a };

	for (size_t i = 0; field_option(f, i); i++) {
		if (i == OPTIONS_SHOWN) {
			buf_str(&b, STR(" 等"));
			break;
		}
		if (i)
			buf_str(&b, STR("、"));
		buf_str(&b, str_of(field_label(f, i)));
	}
	return buf_view(&b);
}

/* The option that text names by itself or by its label; absent when none does. */
static str
option_of(const field *f, str text)
{
	for (size_t i = 0; field_option(f, i); i++)
		if (str_eq(text, str_of(field_option(f, i))) || str_eq(text, str_of(field_label(f, i))))
			return str_of(field_option(f, i));
	return (str){ NULL, 0 };
}

/* The only label that begins or ends with the text, as 汉 for 汉族; absent when there is none or several. */
static str
label_meant(const field *f, str text)
{
	str found = { NULL, 0 };

	for (size_t i = 0; field_option(f, i); i++) {
		str label = str_of(field_label(f, i));

		if (!str_starts(label, text) && !str_ends(label, text))
			continue;
		if (found.p)
			return (str){ NULL, 0 };
		found = label;
	}
	return found;
}

static bool
length_right(const setting *s, size_t n)
{
	i64 min = s->f->min, max = s->f->max ? s->f->max : TEXT_MAX, len = (i64)n;

	if (len >= min && len <= max)
		return true;
	if (min == max)
		return refuse(s, str_f(s->a, "长度须为 %lld 个字符，现为 %lld 个", (long long)min, (long long)len));
	if (min <= 1)
		return refuse(s, str_f(s->a, "最多 %lld 个字符，现为 %lld 个", (long long)max, (long long)len));
	return refuse(s, str_f(s->a, "长度须为 %lld 至 %lld 个字符，现为 %lld 个", (long long)min, (long long)max,
			     (long long)len));
}

static bool
refuse_hidden(const setting *s, str text, bool lines)
{
	int32_t cp = hidden_find(text, lines);
	str name = hidden_name(s->a, cp);

	return refuse_fix(
	    s, str_f(s->a, "含有不可见的%.*s，请删除后重新填写", STR_ARG(name)), hidden_strip(s->a, text, lines));
}

/* Runs the named check and records what it says. */
static bool
checked(const setting *s, str *text)
{
	fault_level level = FAULT_ERROR;
	str detail = { NULL, 0 }, fix = { NULL, 0 };

	if (s->f->check == NULL)
		return true;
	if (!s->f->check(s->a, s->f, text, &level, &detail, &fix))
		return refuse_fix(s, detail.n ? detail : STR("不符合填写规则"), fix);
	if (detail.n)
		add(s->a, s->f, level == FAULT_DOUBT ? FAULT_DOUBT : FAULT_NOTICE, s->given, s->place, detail, fix,
		    s->fs);
	return true;
}

static bool
set_text(const setting *s, str text)
{
	bool lines = s->f->lines;
	size_t hidden = hidden_count(text, lines);

	if (hidden && s->f->check == NULL)
		return refuse_hidden(s, text, lines);
	/* What the check will take out must not make a right value too long. */
	if (!length_right(s, utf8_len(text) - hidden) || !checked(s, &text))
		return false;
	if (s->f->check && hidden_find(text, lines) >= 0)
		return refuse_hidden(s, text, lines);
	if (s->f->check && !length_right(s, utf8_len(text)))
		return false;
	*(str *)s->at = text;
	return true;
}

static bool
set_i64(const setting *s, i64 v)
{
	i64 min = s->f->min, max = s->f->max ? s->f->max : INT64_MAX;

	if (v < min || v > max)
		return refuse(s, s->f->max ? str_f(s->a, "须在 %lld 至 %lld 之间", (long long)min, (long long)max)
					   : str_f(s->a, "不能小于 %lld", (long long)min));
	*(i64 *)s->at = v;
	return true;
}

static str
centi_text(arena *a, i64 v)
{
	return v % 100 ? str_f(a, "%.2f", (double)v / 100) : str_f(a, "%lld", (long long)(v / 100));
}

/* "87.5" to 8750: digits, at most two decimals, optional minus. */
static bool
centi_of(str t, i64 *out)
{
	bool minus = t.n && t.p[0] == '-';
	str whole, rest = minus ? str_from(t, 1) : t;
	i64 v, part = 0;

	str_cut(&rest, '.', &whole);
	if (!str_digits(whole) || whole.n > 15 || !str_i64(whole, &v))
		return false;
	if (rest.p) {
		if (!str_digits(rest) || rest.n > 2 || !str_i64(rest, &part))
			return false;
		if (rest.n == 1)
			part *= 10;
	}
	v = v * 100 + part;
	*out = minus ? -v : v;
	return true;
}

static bool
set_centi(const setting *s, str text)
{
	i64 v, min = s->f->min, max = s->f->max ? s->f->max : INT64_MAX;

	if (!centi_of(text, &v))
		return refuse(s, STR("须为最多两位小数的数，例如 87.5"));
	if (v < min || v > max)
		return refuse(s, s->f->max ? str_f(s->a, "须在 %.*s 至 %.*s 之间", STR_ARG(centi_text(s->a, min)),
						 STR_ARG(centi_text(s->a, max)))
					   : str_f(s->a, "不能小于 %.*s", STR_ARG(centi_text(s->a, min))));
	*(i64 *)s->at = v;
	return true;
}

/* The forms of a date that people type into a sheet and that can be read in one way only, as YYYY-MM-DD. */
static str
loose_date(arena *a, str t)
{
	static const char *const form[] = { "%4d/%2d/%2d%n", "%4d.%2d.%2d%n", "%4d-%2d-%2d%n", "%4d年%2d月%2d日%n",
		"%4d%2d%2d%n" };
	char *z = str_z(a, t);

	if (t.n < 8 || !str_digits(str_head(t, 4)))
		return t;
	for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
		int y, m, d, n = 0;

		if (i == 4 && !(t.n == 8 && str_digits(t)))
			break;
		/* sscanf would take blanks and signs before a number. */
		if (strpbrk(z, " +\t") == NULL && strstr(z, "--") == NULL &&
		    sscanf(z, form[i], &y, &m, &d, &n) == 3 && (size_t)n == t.n && m > 0 && d > 0)
			return str_f(a, "%04d-%02d-%02d", y, m, d);
	}
	return t;
}

static bool
set_date(const setting *s, str text)
{
	int y, m, d;
	str day = s->place.row ? loose_date(s->a, text) : text;

	if (!clock_date(day, &y, &m, &d))
		return refuse(s, STR("须为真实存在的日期，格式如 2005-03-07"));
	if (!str_eq(day, text))
		notice(s, str_f(s->a, "日期已改写为 %.*s", STR_ARG(day)), day);
	if (!checked(s, &day))
		return false;
	*(str *)s->at = day;
	return true;
}

static bool
set_time(const setting *s, str text)
{
	i64 us;

	if (clock_parse(text, &us) ||
	    (s->place.row && text.n == 16 && text.p[10] == ' ' &&
		clock_parse(str_f(s->a, "%.10sT%.5s:00+08:00", text.p, text.p + 11), &us))) {
		*(i64 *)s->at = us;
		return true;
	}
	return refuse(s, s->place.row ? STR("须为日期和时间，格式如 2026-03-03 08:30")
				      : STR("须为带时区的时间（RFC 3339），格式如 2026-03-03T08:30:00+08:00"));
}

static bool
set_bool(const setting *s, str text)
{
	bool yes = str_is(text, "是") || str_is(text, "true");

	if (!yes && !str_is(text, "否") && !str_is(text, "false"))
		return refuse(s, STR("须填「是」或「否」"));
	*(bool *)s->at = yes;
	return true;
}

/* Full-width digits, letters and signs to ASCII: no number, time or yes/no has another meaning in them. */
static str
narrow(arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	while (s.n) {
		const char *at = s.p;
		int32_t cp = utf8_next(&s);

		if (cp >= 0xff01 && cp <= 0xff5e) {
			p[n++] = (char)(cp - 0xfee0);
		} else {
			memcpy(p + n, at, (size_t)(s.p - at));
			n += (size_t)(s.p - at);
		}
	}
	return (str){ p, n };
}

static bool
set_other(const setting *s, str text)
{
	str ascii = narrow(s->a, text);
	i64 v;

	if (hidden_find(ascii, false) >= 0)
		return refuse_hidden(s, ascii, false);
	if (!str_eq(ascii, text))
		notice(s, STR("全角字符已改为半角"), ascii);
	switch (s->f->kind) {
	case F_INT:
		if (!str_i64(ascii, &v))
			return refuse(s, STR("须为整数"));
		return set_i64(s, v);
	case F_ID:
		if (!str_digits(ascii) || !str_i64(ascii, &v) || v <= 0)
			return refuse(s, STR("编号须为由数字组成的文本"));
		*(i64 *)s->at = v;
		return true;
	case F_BOOL:
		return set_bool(s, ascii);
	case F_TIME:
		return set_time(s, ascii);
	case F_DATE:
		return set_date(s, ascii);
	case F_CENTI:
		return set_centi(s, ascii);
	default:
		return refuse(s, STR("此处须为列表"));
	}
}

bool
field_set_text(arena *a, const field *f, void *object, str text, field_place at, faults *fs)
{
	setting s = { a, f, (char *)object + f->offset, text, at, fs };
	str t;
	bool nbsp;

	if (text.n && !utf8_valid(text))
		return refuse(&s, STR("含有无法识别的编码，请以 UTF-8 重新填写"));
	t = trim(text);
	if (t.n == 0) {
		if (f->required)
			field_missing(a, f, at, fs);
		return !f->required;
	}
	/* The last line end of a longer text is nobody's mistake. */
	if (t.n != text.n && !f->lines)
		notice(&s, STR("首尾的空白（空格、换行等）已去除"), t);
	t = plain_blanks(a, t, f->lines, &nbsp);
	if (nbsp)
		notice(&s, STR("不间断空格（U+00A0）已改为普通空格"), t);
	if (field_option(f, 0) && f->kind != F_LIST && f->kind != F_IDS && f->kind != F_TEXTS) {
		str option = option_of(f, t);

		if (option.p == NULL && hidden_find(t, false) >= 0)
			return refuse_hidden(&s, t, false);
		if (option.p == NULL)
			return refuse_fix(
			    &s, str_f(a, "须为以下之一：%.*s", STR_ARG(option_list(a, f))), label_meant(f, t));
		t = option;
	}
	return f->kind == F_STR ? set_text(&s, t) : set_other(&s, t);
}

bool
field_set_int(arena *a, const field *f, void *object, i64 v, field_place at, faults *fs)
{
	setting s = { a, f, (char *)object + f->offset, str_f(a, "%lld", (long long)v), at, fs };

	if (f->kind != F_INT)
		return refuse(&s, f->kind == F_ID || f->kind == F_STR || f->kind == F_CENTI
				      ? STR("须为文本（加引号），不能为数字")
				      : STR("不能为数字"));
	if (field_option(f, 0) && option_of(f, s.given).p == NULL)
		return refuse(&s, str_f(a, "须为以下之一：%.*s", STR_ARG(option_list(a, f))));
	return set_i64(&s, v);
}
