/*
 * workbook_fixture.h: makes small packages and files for the tests of files/. Included by those tests only.
 */
#ifndef TESTS_WORKBOOK_FIXTURE_H
#define TESTS_WORKBOOK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "files/workbook.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define TYPES XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
#define REL(id, type, target)                                                                                        \
	"<Relationship Id=\"" id                                                                                     \
	"\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type "\" Target=\"" target  \
	"\"/>"
#define RELS(inside) XML "<Relationships>" inside "</Relationships>"
#define ROOT RELS(REL("rId1", "officeDocument", "xl/workbook.xml"))
#define WORKBOOK(inside) XML "<workbook xmlns:r=\"r\">" inside "</workbook>"
#define ONE WORKBOOK("<sheets><sheet name=\"考生\" sheetId=\"1\" r:id=\"rId1\"/></sheets>")
#define USUAL                                                                                                        \
	RELS(REL("rId1", "worksheet", "worksheets/sheet1.xml") REL("rId2", "styles", "styles.xml")                   \
		REL("rId3", "sharedStrings", "/xl/sharedStrings.xml"))
#define SHEET(inside) XML "<worksheet><sheetData>" inside "</sheetData></worksheet>"

static char dir[] = "/tmp/files_test.XXXXXX";
static char path[128];

static inline int
fixture_up(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/file", dir);
	return 0;
}

static inline int
fixture_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

static inline void
put_bytes(const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static inline char *
get_bytes(size_t *n)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	char *bytes;

	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	bytes = malloc((size_t)st.st_size + 1);
	assert_non_null(bytes);
	*n = fread(bytes, 1, (size_t)st.st_size, f);
	assert_int_equal(*n, st.st_size);
	fclose(f);
	return bytes;
}

static inline zip_t *
new_zip(void)
{
	int code;
	zip_t *z;

	unlink(path);
	z = zip_open(path, ZIP_CREATE | ZIP_EXCL, &code);
	assert_non_null(z);
	return z;
}

/* bytes must live until close_zip. Returns the index. */
static inline zip_uint64_t
add_entry(zip_t *z, const char *name, const void *bytes, size_t n)
{
	zip_int64_t i = zip_file_add(z, name, zip_source_buffer(z, bytes, n, 0), 0);

	assert_true(i >= 0);
	return (zip_uint64_t)i;
}

static inline void
close_zip(zip_t *z)
{
	if (zip_close(z) != 0)
		fail_msg("%s", zip_strerror(z));
}

/* A package of the parts given as name, text, ..., NULL; the usual ones are added where a name is not given. */
static inline void
pack(const char *name, ...)
{
	static const char *const usual[][2] = { { "[Content_Types].xml", TYPES }, { "_rels/.rels", ROOT },
		{ "xl/workbook.xml", ONE }, { "xl/_rels/workbook.xml.rels", USUAL } };
	zip_t *z = new_zip();
	va_list ap;

	va_start(ap, name);
	for (; name; name = va_arg(ap, const char *)) {
		const char *text = va_arg(ap, const char *);

		if (text)
			add_entry(z, name, text, strlen(text));
		else
			assert_true(zip_dir_add(z, name, 0) >= 0);
	}
	va_end(ap);
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (zip_name_locate(z, usual[i][0], 0) < 0)
			add_entry(z, usual[i][0], usual[i][1], strlen(usual[i][1]));
	close_zip(z);
}

#endif
