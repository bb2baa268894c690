/*
 * csv.c: reads a .csv file record by record. See csv.h.
 * Bytes are split before they are decoded: in UTF-8 and in GB18030 no separator, quote or line end is ever the second
 * byte of a character.
 */
#include "files/csv.h"

#include <iconv.h>
#include <stdlib.h>

enum { CHUNK = 64 * 1024 };

struct csv {
	FILE *f;
	iconv_t gb; /* (iconv_t)-1 for UTF-8 */
	char separator;
	char *chunk, *cell, *utf8;
	size_t at, n; /* of chunk */
	size_t cell_n;
	i64 record;
};

static int
next_byte(struct csv *c)
{
	if (c->at == c->n) {
		c->n = fread(c->chunk, 1, CHUNK, c->f);
		c->at = 0;
		if (c->n == 0)
			return EOF;
	}
	return (u8)c->chunk[c->at++];
}

static int
peek_byte(struct csv *c)
{
	int byte = next_byte(c);

	if (byte != EOF)
		c->at--;
	return byte;
}

static void
start(struct csv *c)
{
	rewind(c->f);
	c->n = fread(c->chunk, 1, CHUNK, c->f);
	c->at = c->n >= 3 && memcmp(c->chunk, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	c->record = 0;
}

/* The separator that stands most often, outside quotes, in the first record that has any: a title or empty lines may
 * stand above the heading. */
static char
find_separator(struct csv *c)
{
	static const char choice[] = { ',', ';', '\t' };
	size_t count[sizeof choice] = { 0 }, best = 0;
	bool quoted = false;

	start(c);
	for (size_t i = c->at; i < c->n; i++) {
		if (c->chunk[i] == '"')
			quoted = !quoted;
		else if (!quoted && (c->chunk[i] == '\n' || c->chunk[i] == '\r') && count[0] + count[1] + count[2])
			break;
		for (size_t k = 0; !quoted && k < sizeof choice; k++)
			count[k] += c->chunk[i] == choice[k];
	}
	for (size_t k = 1; k < sizeof choice; k++)
		if (count[k] > count[best])
			best = k;
	return choice[best];
}

bool
csv_open(book *b, FILE *f, bool gb)
{
	struct csv *c = calloc(1, sizeof *c);

	if (c == NULL) {
		fclose(f);
		return book_refuse_memory(b);
	}
	b->kind = BOOK_CSV;
	b->csv = c;
	c->f = f;
	c->gb = gb ? iconv_open("UTF-8", "GB18030") : (iconv_t)-1;
	c->chunk = malloc(CHUNK);
	c->cell = malloc(b->limits.cell_bytes + 1);
	c->utf8 = malloc(3 * b->limits.cell_bytes + 1);
	if (!c->chunk || !c->cell || !c->utf8 || (gb && c->gb == (iconv_t)-1))
		return book_refuse_memory(b);
	if (fseeko(f, 0, SEEK_END) != 0 || (u64)ftello(f) > b->limits.total_bytes)
		return book_refuse(b, "文件超过大小限制，请分成几个文件上传");
	c->separator = find_separator(c);
	return book_add_sheet(b, STR("CSV"), false);
}

void
csv_close(struct csv *c)
{
	if (c == NULL)
		return;
	if (c->gb != (iconv_t)-1)
		iconv_close(c->gb);
	fclose(c->f);
	free(c->chunk);
	free(c->cell);
	free(c->utf8);
	free(c);
}

bool
csv_select(book *b)
{
	start(b->csv);
	return true;
}

static bool
put(book *b, int column)
{
	struct csv *c = b->csv;
	str text = { c->cell, c->cell_n };

	if (c->gb != (iconv_t)-1) {
		char *from = c->cell, *to = c->utf8;
		size_t in = c->cell_n, room = 3 * b->limits.cell_bytes;

		if (iconv(c->gb, &from, &in, &to, &room) == (size_t)-1)
			return book_refuse_damaged(b, "GB18030 编码");
		text = (str){ c->utf8, (size_t)(to - c->utf8) };
	}
	return row_put(b, column, text.n && text.p[0] == '=' ? CELL_FORMULA : CELL_TEXT, text);
}

static bool
cell_byte(book *b, int column, int byte)
{
	char name[CELL_NAME];

	if (b->csv->cell_n == b->limits.cell_bytes) {
		cell_name(column, b->csv->record, name);
		return book_refuse(b, "单元格 %s 的内容过长，或引号没有配对", name);
	}
	b->csv->cell[b->csv->cell_n++] = (char)byte;
	return true;
}

/* One record into the row. Ends at a line end outside quotes. */
static bool
record(book *b)
{
	struct csv *c = b->csv;
	bool quoted = false, right = true;
	int column = 0, byte;

	row_begin(b, ++c->record, false);
	c->cell_n = 0;
	while (right && (byte = next_byte(c)) != EOF) {
		if (quoted && byte == '"' && peek_byte(c) == '"') {
			next_byte(c);
			right = cell_byte(b, column, byte);
		} else if (quoted && byte == '"') {
			quoted = false;
		} else if (quoted) {
			right = cell_byte(b, column, byte);
		} else if (byte == '"' && c->cell_n == 0) {
			quoted = true;
		} else if (byte == c->separator) {
			right = put(b, column++);
			c->cell_n = 0;
		} else if (byte == '\n' || byte == '\r') {
			if (byte == '\r' && peek_byte(c) == '\n')
				next_byte(c);
			break;
		} else {
			right = cell_byte(b, column, byte);
		}
	}
	if (right && quoted)
		return book_refuse(b, "第 %lld 行的引号没有配对", (long long)c->record);
	return right && put(b, column) && row_end(b);
}

book_next_is
csv_next(book *b)
{
	while (peek_byte(b->csv) != EOF) {
		if (!record(b))
			return BOOK_REFUSED;
		if (b->row.n)
			return BOOK_ROW;
	}
	return ferror(b->csv->f) ? (book_refuse(b, "文件无法读取，请重新上传"), BOOK_REFUSED) : BOOK_END;
}
