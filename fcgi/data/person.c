/*
 * person.c: document numbers and phones in the database. See person.h.
 */
#include "data/person.h"

static str
index_of(arena *a, const keyring *r, str domain, str text)
{
	u8 *out = arena_alloc(a, BLIND_INDEX);

	blind_index(r, domain, text, out);
	return (str){ (char *)out, BLIND_INDEX };
}

str
person_document_index(arena *a, const keyring *r, str type, str number)
{
	return index_of(a, r, str_join(a, STR("document:"), type), number);
}

str
person_index(arena *a, const keyring *r, str name, str number)
{
	str text = str_join(a, name, str_join(a, STR("\n"), number));
	char *p = (char *)text.p;

	for (size_t i = 0; i < name.n; i++)
		if (p[i] >= 'a' && p[i] <= 'z')
			p[i] = (char)(p[i] - 'a' + 'A');
	return index_of(a, r, STR("person"), text);
}

static str
context_of(arena *a, const char *column, str document_index)
{
	return str_f(a, "%s:%.*s", column, STR_ARG(str_hex(a, document_index.p, document_index.n)));
}

str
person_seal(arena *a, const keyring *r, const char *column, str document_index, str text)
{
	if (text.p == NULL)
		return text;
	return field_seal(a, r, context_of(a, column, document_index), text);
}

str
person_open(arena *a, const keyring *r, const char *column, str document_index, str sealed)
{
	str plain;

	if (sealed.p == NULL)
		return sealed;
	if (!field_open(a, r, context_of(a, column, document_index), sealed, &plain))
		arena_fail(a, E_BUG);
	return plain;
}
