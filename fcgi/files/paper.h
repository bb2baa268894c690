/*
 * paper.h: the papers of a room 考场资料 (spec 2.9) as pure functions from structs to PDF: A4, embedded Chinese
 * fonts, selectable text, the number of the frozen schedule on every page. The same struct gives the same bytes. They
 * decide nothing: who sits where, which number is masked how and what the QR code says come from the caller.
 */
#ifndef FILES_PAPER_H
#define FILES_PAPER_H

#include "files/pdf.h"

/* One sitting of a candidate; a ticket lists them all in the order given. */
typedef struct paper_sitting {
	str name;	  /* e.g. "理论考试" */
	i64 starts, ends; /* microseconds UTC, printed in Asia/Shanghai */
	str room_name;
	str seat_number;
} paper_sitting;

typedef struct paper_candidate {
	str name, sex;
	str document_masked; /* as it is to be printed, e.g. "110101********1016" */
	str school, class_name;
	str ticket_number;
	str seat_number;	/* e.g. "07" */
	int seat_row, seat_col; /* from 1; row 1 is nearest to the front, column 1 is at the left of who faces it */
	str photo;		/* JPEG bytes; absent: an empty frame */
	str qr_payload;		/* of the ticket's check-in code; absent: no code */
	const paper_sitting *sittings; /* for the ticket; none: the room's session with the seat above */
	size_t sitting_n;
} paper_candidate;

typedef struct paper_room {
	str platform; /* title of the platform; absent: 职业技能等级证书信息管理服务平台 */
	str plan_name;
	str certificate, level; /* e.g. "化工精馏安全控制", "中级" */
	str site_name, address;
	str room_name; /* e.g. "第 01 考场" */
	str session_name;
	i64 starts, ends;		   /* microseconds UTC */
	i64 version;			   /* number of the frozen schedule 排考版本 */
	i64 created;			   /* microseconds UTC, of the freezing: the document's date */
	bool sample;			   /* demonstration data: printed on every page */
	const paper_candidate *candidates; /* in seat order */
	size_t candidate_n;
	int rows, cols; /* of the room's seat map */
	const str *invigilators;
	size_t invigilator_n;
	const str *notes; /* of the ticket; none: the usual ones */
	size_t note_n;
} paper_room;

enum { PAPER_ROWS_MAX = 30, PAPER_COLS_MAX = 30 };

/*
 * Each fills out and returns true, or returns false with a Chinese sentence in out->problem (a character without a
 * glyph, a text too long for its place, a photo that is no JPEG, a seat outside the map or taken twice, no
 * candidates). out is closed with pdf_result_close in both cases.
 */
/* 准考证: one page per candidate. For one candidate alone pass a copy of the room with candidate_n 1. */
bool paper_tickets(const paper_room *r, pdf_result *out);
/* 座次表: the seat map on one A4 page, landscape, the front at the top; with photos where the cells are large enough.
 */
bool paper_chart(const paper_room *r, bool photos, pdf_result *out);
/* 签到表: a row per candidate to sign, 30 on a page. */
bool paper_sign_in(const paper_room *r, pdf_result *out);
/* 门贴: room, session and who belongs here; 60 candidates on a page. */
bool paper_door(const paper_room *r, pdf_result *out);
/* 桌贴: ten labels on a page with cutting lines. */
bool paper_labels(const paper_room *r, pdf_result *out);
/* 考场情况记录表: a form for the invigilators' pens. */
bool paper_record(const paper_room *r, pdf_result *out);

#endif
