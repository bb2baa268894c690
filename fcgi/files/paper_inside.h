/*
 * paper_inside.h: the look that all papers share. Not for others.
 */
#ifndef FILES_PAPER_INSIDE_H
#define FILES_PAPER_INSIDE_H

#include "files/paper.h"

#define PAPER_INK                                                                                                    \
	{                                                                                                            \
		0.11, 0.12, 0.15                                                                                     \
	}
#define PAPER_GREY                                                                                                   \
	{                                                                                                            \
		0.42, 0.44, 0.48                                                                                     \
	}
#define PAPER_RULE                                                                                                   \
	{                                                                                                            \
		0.72, 0.74, 0.77                                                                                     \
	}
#define PAPER_ACCENT                                                                                                 \
	{                                                                                                            \
		0.62, 0.12, 0.14                                                                                     \
	}

extern const pdf_colour paper_ink, paper_grey, paper_rule, paper_accent;

enum { PAPER_SPAN = 64 };

/* Opens a document with the paper's title and the room in its properties. */
pdf *paper_open(const paper_room *r, const char *title, bool landscape);
/* "2026年5月16日（周六）09:00–11:00" of a session; both dates when it passes midnight. */
void paper_span(i64 starts, i64 ends, char text[PAPER_SPAN]);
/* The same in two parts: "2026年5月16日（周六）" and "09:00–11:00". */
void paper_day(i64 at, char text[PAPER_SPAN]);
void paper_hours(i64 starts, i64 ends, char text[PAPER_SPAN]);
/*
 * Head of a page within the margins left..right: platform and plan in small type, the title large, the certificate
 * under it, a rule. Returns the y below it.
 */
double paper_head(pdf *p, const paper_room *r, const char *title, double left, double right);
/* Foot of a page at y: schedule version, page of pages, the word for demonstration data. */
void paper_foot(pdf *p, const paper_room *r, double left, double right, double y, size_t page, size_t pages);
/* "label  value" on one line; label is grey. */
void paper_fact(pdf *p, pdf_box b, double label_w, const char *label, str value);
/* The four facts of a room in two lines: room, site, session, candidates. Returns the y below. */
double paper_room_facts(pdf *p, const paper_room *r, double left, double right, double y);
/* A photo in its frame, or the empty frame. */
void paper_photo(pdf *p, pdf_box b, str photo);
/* Refuses a document without candidates. */
bool paper_has_candidates(pdf *p, const paper_room *r);

#endif
