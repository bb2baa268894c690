/*
 * workbook_xml.h: one XML part of a package, parsed as a stream. Private to files/workbook*.c.
 * Refused: document types (so entities, external files and expansion bombs cannot be), encodings other than UTF-8,
 * deep nesting, and tokens so long that the parser would have to keep them (faults.md E6).
 */
#ifndef FILES_WORKBOOK_XML_H
#define FILES_WORKBOOK_XML_H

#include <expat.h>

#include "files/workbook_inside.h"

typedef struct xml xml;

struct xml {
	book *b;
	void *user;
	/* Names are without their prefix. Any may be NULL. */
	void (*start)(xml *x, const char *name, const char **attributes);
	void (*end)(xml *x, const char *name);
	void (*text)(xml *x, const char *p, size_t n);
	/* the rest is its own */
	archive *zip;
	XML_Parser parser;
	u64 fed;
	int depth;
	bool open, suspended, last;
};

/* Begins to read entry i of zip; b, user and the handlers are set before. */
bool xml_open(xml *x, archive *zip, size_t i);
/* Parses on. BOOK_ROW: a handler called xml_pause; BOOK_END: the part is read and well-formed. */
book_next_is xml_run(xml *x);
/* Called by an end handler: xml_run then returns. */
void xml_pause(xml *x);
/* Called by a handler that has refused the book: parsing ends. */
void xml_stop(xml *x);
void xml_close(xml *x);
/* Opens, reads whole and closes. */
bool xml_all(xml *x, archive *zip, size_t i);

/* The attribute of that name without prefix, or NULL. */
const char *xml_get(const char **attributes, const char *name);
/* "1" and "true". */
bool xml_true(const char *value);

#endif
