/*
 * package_made.h: the parts of a small .xlsx that a target changes one or all of. Included by the targets of
 * workbooks.
 */
#ifndef TESTS_PACKAGE_MADE_H
#define TESTS_PACKAGE_MADE_H

#include "zip_made.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define REL(id, type, to)                                                                                            \
	"<Relationship Id=\"" id                                                                                     \
	"\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type "\" Target=\"" to      \
	"\"/>"

static const struct package_part {
	const char *name, *text;
} package_parts[] = {
	{ "xl/worksheets/sheet1.xml",
	    XML "<worksheet><cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols><sheetData>"
		"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><t>证件类型</t></is></c>"
		"<c t=\"str\"><v>证件号码</v></c></row>"
		"<row r=\"3\" hidden=\"1\"><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"C3\" s=\"1\"><v>38418.5</v></c>"
		"<c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c><c><f>SUM(A1)</f><v>3</v></c>"
		"<c t=\"d\"><v>2005-03-07T00:00:00</v></c></row></sheetData><autoFilter ref=\"A1:C3\"/>"
		"<mergeCells><mergeCell ref=\"A2:B3\"/></mergeCells></worksheet>" },
	{ "xl/sharedStrings.xml",
	    XML "<sst><si><t>姓名</t></si><si><r><t>张</t></r><r><t xml:space=\"preserve\"> _x4E09_</t></r>"
		"<rPh sb=\"0\" eb=\"1\"><t>zhang</t></rPh></si></sst>" },
	{ "xl/styles.xml",
	    XML "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m\"/></numFmts>"
		"<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>" },
	{ "xl/workbook.xml",
	    XML "<workbook xmlns:r=\"r\"><workbookPr date1904=\"0\"/><sheets><sheet name=\"考生信息\" sheetId=\"1\" "
		"r:id=\"rId1\"/></sheets></workbook>" },
	{ "xl/_rels/workbook.xml.rels", XML
	    "<Relationships>" REL("rId1", "worksheet", "worksheets/sheet1.xml") REL("rId2", "styles", "styles.xml")
		REL("rId3", "sharedStrings", "/xl/sharedStrings.xml") "</Relationships>" },
	{ "[Content_Types].xml", XML "<Types><Override PartName=\"/xl/workbook.xml\" "
				     "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml."
				     "sheet.main+xml\"/></Types>" },
	{ "_rels/.rels", XML "<Relationships>" REL("rId1", "officeDocument", "xl/workbook.xml") "</Relationships>" },
};

enum { PACKAGE_PARTS = sizeof package_parts / sizeof *package_parts };

#endif
