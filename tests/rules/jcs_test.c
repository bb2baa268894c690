/*
 * jcs_test.c: RFC 8785 over the published examples without real numbers, and what the profile refuses.
 * Source of the examples: cyberphone/json-canonicalization, testdata/ (arrays, french, unicode, weird), and RFC 8785,
 * appendix B, for the whole numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/jcs.h"

static arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new(64 << 20);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void
becomes(const char *text, const char *want)
{
	jcs *v;
	str got;

	assert_true(jcs_read(a, str_of(text), &v));
	assert_true(jcs_text(a, v, &got));
	assert_int_equal(got.n, strlen(want));
	assert_memory_equal(got.p, want, got.n);
	/* the canonical form is its own canonical form */
	assert_true(jcs_read(a, got, &v));
	assert_true(jcs_text(a, v, &got));
	assert_memory_equal(got.p, want, got.n);
}

static void
published_examples(void **state)
{
	(void)state;
	becomes("[\n  56,\n  {\n    \"d\": true,\n    \"10\": null,\n    \"1\": [ ]\n  }\n]\n",
	    "[56,{\"1\":[],\"10\":null,\"d\":true}]");
	becomes("{\"peach\":\"This sorting order\",\"péché\":\"is wrong according to French\",\n"
		"\"pêche\":\"but canonicalization MUST\",\"sin\":   \"ignore locale\"}",
	    "{\"peach\":\"This sorting order\",\"péché\":\"is wrong according to French\","
	    "\"pêche\":\"but canonicalization MUST\",\"sin\":\"ignore locale\"}");
	becomes("{ \"Unnormalized Unicode\":\"A\\u030a\" }", "{\"Unnormalized Unicode\":\"A\xcc\x8a\"}");
	becomes(
	    "{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\", \"\\u000a\": \"Newline\", \"1\": \"One\",\n"
	    "\"\\u0080\": \"Control\\u007f\", \"\\ud83d\\ude02\": \"Smiley\",\n"
	    "\"\\u00f6\": \"Latin Small Letter O With Diaeresis\",\n"
	    "\"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\", \"</script>\": \"Browser Challenge\"}",
	    "{\"\\n\":\"Newline\",\"\\r\":\"Carriage Return\",\"1\":\"One\",\"</script>\":\"Browser Challenge\","
	    "\"\xc2\x80\":\"Control\x7f\",\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
	    "\"\xe2\x82\xac\":\"Euro Sign\",\"\xf0\x9f\x98\x82\":\"Smiley\","
	    "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

static void
strings_and_numbers(void **state)
{
	(void)state;
	becomes("\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001F\\\"\\\\\\/ \\u007f\\u2028\"",
	    "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/ \x7f\xe2\x80\xa8\"");
	becomes("[0,-0,1,-1,9007199254740991,-9007199254740991]", "[0,0,1,-1,9007199254740991,-9007199254740991]");
	becomes("{\"b\":{\"z\":1,\"a\":2},\"a\":[false,\"\"]}", "{\"a\":[false,\"\"],\"b\":{\"a\":2,\"z\":1}}");
}

static void
refused(void **state)
{
	static const char *const bad[] = { "", " ", "{", "[", "\"", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
		"{\"x\":{\"a\":1,\"b\":2,\"a\":1}}", "1.0", "1e2", "1E2", "-", "01", "-01", "+1", ".5", "1.",
		"9007199254740992", "-9007199254740992", "99999999999999999999999", "[1,]", "{\"a\":1,}", "{\"a\"}",
		"{a:1}", "{'a':1}", "[1 2]", "[1]x", "[1] []", "nul", "truE", "\"\t\"", "\"\n\"", "\"\\x41\"",
		"\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800x\"", "\"\\\"", "\"\xff\"",
		"\"\xed\xa0\x80\"", "\"\xc0\x80\"", "{\"\xff\":1}", "\xef\xbb\xbf{}", "NaN", "Infinity", "//x\n1",
		"]", "}", ",", ":" };
	jcs *v;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (jcs_read(a, str_of(bad[i]), &v))
			fail_msg("taken: %s", bad[i]);
	assert_false(jcs_read(a, (str){ NULL, 0 }, &v));
	assert_false(jcs_read(a, (str){ "1\0", 2 }, &v));
}

static void
depth(void **state)
{
	enum { DEEP = 100000 };
	char *text = arena_alloc(a, 2 * DEEP);
	jcs *v;

	(void)state;
	memset(text, '[', JCS_DEPTH + 1);
	memset(text + JCS_DEPTH + 1, ']', JCS_DEPTH + 1);
	assert_true(jcs_read(a, (str){ text + 1, 2 * JCS_DEPTH }, &v));
	assert_false(jcs_read(a, (str){ text, 2 * JCS_DEPTH + 2 }, &v));
	memset(text, '[', DEEP);
	memset(text + DEEP, ']', DEEP);
	assert_false(jcs_read(a, (str){ text, 2 * DEEP }, &v));
}

static void
built_tree(void **state)
{
	jcs *v = jcs_object(a), *w;
	str text;

	(void)state;
	jcs_put_str(a, v, "type", STR("证书"));
	jcs_put(a, v, "@context", jcs_add(a, jcs_array(a), jcs_int(a, 7)));
	jcs_put(a, v, "hashed", jcs_bool(a, true));
	jcs_put(a, v, "none", jcs_null(a));
	assert_true(jcs_text(a, v, &text));
	assert_true(str_is(text, "{\"@context\":[7],\"hashed\":true,\"none\":null,\"type\":\"证书\"}"));
	assert_true(str_is(jcs_get_str(v, "type"), "证书"));
	assert_null(jcs_get_str(v, "hashed").p);
	assert_null(jcs_get(v, "absent"));
	assert_null(jcs_get(NULL, "absent"));
	assert_true(jcs_read(a, STR("{\"type\":\"\\u8bc1书\",\"none\":null,\"hashed\":true,\"@context\":[7]}"), &w));
	assert_true(jcs_equal(v, w));
	assert_false(jcs_equal(v, jcs_without(a, w, "none")));
	assert_int_equal(w->n, 4);
	jcs_put(a, w, "type", jcs_null(a));
	assert_false(jcs_text(a, w, &text));
	assert_false(jcs_text(a, jcs_int(a, JCS_INT_MOST + 1), &text));
	assert_false(jcs_text(a, jcs_str(a, STR("\xff")), &text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_examples),
		cmocka_unit_test(strings_and_numbers),
		cmocka_unit_test(refused),
		cmocka_unit_test(depth),
		cmocka_unit_test(built_tree),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
