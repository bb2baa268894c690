/*
 * archive_test.c: zips from outside (faults.md E3, E4, E8-E10), and our own.
 */
#include "workbook_fixture.h"

#include "files/archive.h"

static const archive_limits small = { 10, 4 << 20, 6 << 20, 200 };

static archive *z;

static archive_error
reopen(void)
{
	archive_close(z);
	return archive_open(path, &small, &z);
}

static int
shut(void **state)
{
	(void)state;
	archive_close(z);
	z = NULL;
	return 0;
}

static void
three(void)
{
	zip_t *w = new_zip();

	add_entry(w, "a.txt", "hello hello hello hello", 23);
	add_entry(w, "d/b.txt", "b", 1);
	add_entry(w, "empty", "", 0);
	close_zip(w);
}

static void
reads_entries(void **state)
{
	char bytes[64];
	size_t n;

	(void)state;
	three();
	assert_int_equal(reopen(), ARCHIVE_OK);
	assert_int_equal(archive_count(z), 3);
	assert_true(str_is(archive_at(z, 1)->path, "d/b.txt"));
	assert_true(str_is(archive_at(z, 1)->name, "b.txt"));
	assert_int_equal(archive_at(z, 1)->flags, 0);
	assert_int_equal(archive_find(z, STR("d/b.txt")), 1);
	assert_int_equal(archive_find(z, STR("x")), 3);
	assert_int_equal(archive_read(z, 0, bytes, sizeof bytes, &n), ARCHIVE_OK);
	assert_int_equal(n, 23);
	assert_memory_equal(bytes, "hello hello", 11);
	assert_int_equal(archive_read(z, 0, bytes, 23, &n), ARCHIVE_OK);
	assert_int_equal(archive_read(z, 0, bytes, 22, &n), ARCHIVE_ENTRY_SIZE);
	assert_int_equal(archive_read(z, 2, bytes, 0, &n), ARCHIVE_OK);
	assert_int_equal(n, 0);
}

static void
what_is_no_zip(void **state)
{
	(void)state;
	put_bytes("", 0);
	assert_int_equal(reopen(), ARCHIVE_NOT_ZIP);
	put_bytes("%PDF-1.7 and more than 22 bytes", 31);
	assert_int_equal(reopen(), ARCHIVE_NOT_ZIP);
	assert_int_equal(archive_open("/nonexistent", &small, &z), ARCHIVE_UNREADABLE);
	/* an archive without entries is one */
	put_bytes("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);
	assert_int_equal(reopen(), ARCHIVE_OK);
	assert_int_equal(archive_count(z), 0);
}

static void
every_cut_is_noticed(void **state)
{
	size_t n;
	char *bytes;

	(void)state;
	three();
	bytes = get_bytes(&n);
	for (size_t cut = 0; cut < n; cut++) {
		put_bytes(bytes, cut);
		assert_int_not_equal(reopen(), ARCHIVE_OK);
	}
	free(bytes);
}

/* Every bit of the file flipped: opened or not, nothing but the right text is ever read from the first entry. */
static void
no_flipped_bit_gives_other_content(void **state)
{
	size_t n, got;
	char *bytes, text[64];

	(void)state;
	three();
	bytes = get_bytes(&n);
	for (size_t i = 0; i < 8 * n; i++) {
		bytes[i / 8] ^= (char)(1 << i % 8);
		put_bytes(bytes, n);
		bytes[i / 8] ^= (char)(1 << i % 8);
		if (reopen() || archive_find(z, STR("a.txt")) == archive_count(z))
			continue;
		if (archive_read(z, archive_find(z, STR("a.txt")), text, sizeof text, &got) == ARCHIVE_OK) {
			assert_int_equal(got, 23);
			assert_memory_equal(text, "hello hello hello hello", 23);
		}
	}
	free(bytes);
}

static void
headers_that_disagree(void **state)
{
	size_t n;
	char *bytes, *central;

	(void)state;
	three();
	bytes = get_bytes(&n);
	bytes[30] = 'X'; /* the local name of a.txt */
	put_bytes(bytes, n);
	assert_int_equal(reopen(), ARCHIVE_DAMAGED);
	bytes[30] = 'a';
	central = memmem(bytes, n, "PK\1\2", 4);
	central[24]--; /* uncompressed size */
	put_bytes(bytes, n);
	assert_int_equal(reopen(), ARCHIVE_DAMAGED);
	central[24]++;
	central[8] |= 1; /* encrypted */
	put_bytes(bytes, n);
	assert_int_equal(reopen(), ARCHIVE_ENCRYPTED);
	free(bytes);
}

static void
overlapping_entries(void **state)
{
	size_t n;
	char *bytes, *first, *second;

	(void)state;
	three();
	bytes = get_bytes(&n);
	first = memmem(bytes, n, "PK\1\2", 4);
	second = memmem(first + 4, n - (size_t)(first + 4 - bytes), "PK\1\2", 4);
	/* the second entry of the directory begins inside the first */
	second[42] = 10;
	put_bytes(bytes, n);
	assert_int_equal(reopen(), ARCHIVE_DAMAGED);
	free(bytes);
}

static void
limits_are_kept(void **state)
{
	size_t n = 5 << 20;
	char *zero = calloc(1, n), name[16];
	zip_t *w = new_zip();

	(void)state;
	assert_non_null(zero);
	for (size_t i = 0; i < n; i += 7)
		zero[i] = (char)(i * i >> 7);
	add_entry(w, "big", zero, n);
	close_zip(w);
	assert_int_equal(reopen(), ARCHIVE_ENTRY_SIZE);
	w = new_zip();
	add_entry(w, "1", zero, 3 << 20);
	add_entry(w, "2", zero, (3 << 20) + 1);
	close_zip(w);
	assert_int_equal(reopen(), ARCHIVE_TOTAL_SIZE);
	memset(zero, 0, n);
	w = new_zip();
	add_entry(w, "bomb", zero, 3 << 20);
	close_zip(w);
	assert_int_equal(reopen(), ARCHIVE_RATIO);
	w = new_zip();
	for (int i = 0; i < 11; i++) {
		snprintf(name, sizeof name, "%d", i);
		add_entry(w, name, "x", 1);
	}
	close_zip(w);
	assert_int_equal(reopen(), ARCHIVE_ENTRIES);
	free(zero);
}

static void
names_are_told_apart(void **state)
{
	static const struct {
		const char *name;
		const char *last;
		unsigned flags;
	} cases[] = {
		{ "../../etc/x", "x", ARCHIVE_DANGEROUS },
		{ "/etc/x", "x", ARCHIVE_DANGEROUS },
		{ "C:\\x\\y.jpg", "y.jpg", ARCHIVE_DANGEROUS },
		{ "a\\..\\b.jpg", "b.jpg", ARCHIVE_DANGEROUS },
		{ "aux.jpg", "aux.jpg", ARCHIVE_DANGEROUS },
		{ "d\\ok.JPG", "ok.JPG", 0 },
		{ "__MACOSX/._1.jpg", "._1.jpg", ARCHIVE_JUNK },
		{ "x/.DS_Store", ".DS_Store", ARCHIVE_JUNK },
		{ "Thumbs.db", "Thumbs.db", ARCHIVE_JUNK },
		{ "dir/", "", ARCHIVE_DIRECTORY },
	};
	zip_t *w = new_zip();
	zip_uint64_t link;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		add_entry(w, cases[i].name, "x", 1);
	close_zip(w);
	assert_int_equal(reopen(), ARCHIVE_OK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(str_eq(archive_at(z, i)->name, str_of(cases[i].last)));
		assert_int_equal(archive_at(z, i)->flags, cases[i].flags);
	}
	w = new_zip();
	link = add_entry(w, "link", "/etc/passwd", 11);
	zip_file_set_external_attributes(w, link, 0, ZIP_OPSYS_UNIX, (zip_uint32_t)(S_IFLNK | 0777) << 16);
	add_entry(w, "\xd5\xc5\xc8\xfd.jpg", "x", 1); /* 张三 in GBK */
	add_entry(w, "\xff\xff.jpg", "x", 1);
	close_zip(w);
	assert_int_equal(reopen(), ARCHIVE_OK);
	assert_int_equal(archive_at(z, 0)->flags, ARCHIVE_DANGEROUS);
	assert_true(str_is(archive_at(z, 1)->name, "张三.jpg"));
	assert_int_equal(archive_at(z, 2)->flags & ARCHIVE_DANGEROUS, ARCHIVE_DANGEROUS);
}

static void
own_archives_are_the_same_bytes(void **state)
{
	char *first = NULL, *second, bytes[16], part[160];
	size_t n, m, got;

	(void)state;
	for (int round = 0; round < 2; round++) {
		archive_writer *w = archive_create(path);

		assert_non_null(w);
		assert_true(archive_add(w, STR("准考证/1.pdf"), "%PDF-1", 6, false));
		assert_true(archive_add(w, STR("空.txt"), "", 0, true));
		assert_true(archive_add(w, STR("b.txt"), "bbbbbbbbbbbbbbb", 15, true));
		assert_true(archive_finish(w));
		second = get_bytes(&m);
		if (round) {
			assert_int_equal(n, m);
			assert_memory_equal(first, second, n);
		}
		free(first);
		first = second;
		n = m;
	}
	free(first);
	snprintf(part, sizeof part, "%s.part", path);
	assert_int_not_equal(access(part, F_OK), 0);
	assert_int_equal(reopen(), ARCHIVE_OK);
	assert_int_equal(archive_count(z), 3);
	assert_true(str_is(archive_at(z, 0)->path, "准考证/1.pdf"));
	assert_int_equal(archive_read(z, 0, bytes, sizeof bytes, &got), ARCHIVE_OK);
	assert_memory_equal(bytes, "%PDF-1", 6);
	assert_int_equal(archive_read(z, 2, bytes, sizeof bytes, &got), ARCHIVE_OK);
	assert_int_equal(got, 15);
}

static void
a_failed_archive_is_none(void **state)
{
	archive_writer *w = archive_create(path);

	(void)state;
	assert_non_null(w);
	assert_true(archive_add(w, STR("a"), "1", 1, true));
	assert_false(archive_add(w, STR("a"), "2", 1, true));
	assert_false(archive_finish(w));
	assert_null(archive_create("/nonexistent/x"));
	archive_abandon(archive_create(path));
	archive_abandon(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(reads_entries, shut),
		cmocka_unit_test_teardown(what_is_no_zip, shut),
		cmocka_unit_test_teardown(every_cut_is_noticed, shut),
		cmocka_unit_test_teardown(no_flipped_bit_gives_other_content, shut),
		cmocka_unit_test_teardown(headers_that_disagree, shut),
		cmocka_unit_test_teardown(overlapping_entries, shut),
		cmocka_unit_test_teardown(limits_are_kept, shut),
		cmocka_unit_test_teardown(names_are_told_apart, shut),
		cmocka_unit_test_teardown(own_archives_are_the_same_bytes, shut),
		cmocka_unit_test_teardown(a_failed_archive_is_none, shut),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
