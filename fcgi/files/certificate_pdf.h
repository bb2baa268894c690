/*
 * certificate_pdf.h: the e-certificate 电子证书 as a PDF: A4 landscape, Chinese and English, photo, three signature
 * lines, seal image, QR code for verification; optionally with the machine-readable credential attached.
 * It prints what it is given and signs nothing. The seal is a drawing: the proof is in the signatures.
 */
#ifndef FILES_CERTIFICATE_PDF_H
#define FILES_CERTIFICATE_PDF_H

#include "files/pdf.h"

/* One line of the three: who, when, by which key. */
typedef struct certificate_signature {
	str organisation; /* evaluation organisation or exam site */
	str name;	  /* the person who acted */
	i64 at;		  /* microseconds UTC */
	str key;	  /* short id of the key, e.g. "9f3a…71c2" */
} certificate_signature;

typedef struct certificate_print {
	str holder, document_masked;
	str certificate;	     /* 证书名称, e.g. "化工精馏安全控制" */
	str certificate_en;	     /* its English name; may be absent */
	int level;		     /* 1 初级 Elementary, 2 中级 Intermediate, 3 高级 Advanced */
	str evaluator, evaluator_en; /* evaluation organisation; English name may be absent */
	str site;		     /* exam site */
	str number;		     /* certificate number */
	int year, month, day;	     /* date of issue in Asia/Shanghai */
	str photo;		     /* JPEG bytes */
	str verify_url;		     /* of the QR code, http(s) */
	certificate_signature signed_by_evaluator, signed_by_site, sealed;
	i64 created;		     /* microseconds UTC: the document's date */
	bool sample;		     /* of a demonstration organisation: "示例" across the page and in the seal */
	const char *credential_name; /* attached file, e.g. "credential.json"; NULL: nothing is attached */
	const char *credential_type; /* its media type */
	str credential;
} certificate_print;

/*
 * Fills out; false with a Chinese sentence in out->problem when something cannot be printed (faults.md G1), so that
 * the certificate goes to a person. The same struct gives the same bytes (G4). out is closed with pdf_result_close.
 */
bool certificate_pdf(const certificate_print *c, pdf_result *out);

#endif
