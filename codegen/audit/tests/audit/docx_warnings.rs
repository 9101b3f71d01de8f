//! Tests `.docx` content that converters lose. The audit reads or reports all such content, and never joins a number with a note reference, or
//! with hidden or struck-through text.

use colt_numbers_audit::{Discrepancy, DiscrepancyKind, VendorDocument, compare_revisions, compare_with_spec};

use crate::docx::{body_of, container, converted, docx};
use crate::labelled_edits::SPEC;

/// A run with some properties.
fn run(properties: &str, text: &str) -> String {
    format!(r#"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

fn paragraph(runs: &[String]) -> String {
    format!("<w:p>{}</w:p>", runs.concat())
}

/// A run with a part of the code of a field.
fn code(text: &str) -> String {
    format!("<w:r><w:instrText>{text}</w:instrText></w:r>")
}

/// A field with its code and its result. `within` has the fields and code that are nested in the code.
fn field(begin: &str, within: &[String], result: &str) -> String {
    let mark = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    let inner = [code(begin), within.concat(), mark("separate"), run("", result)].concat();
    [mark("begin"), inner, mark("end")].concat()
}

/// A paragraph with `maxLength: 50`, followed by `rest`.
fn fifty(rest: &str) -> String {
    paragraph(&[run("", "maxLength: 50"), rest.to_owned()])
}

/// A document with this body, these styles, and further parts.
fn docx_document(body: &str, styles: &str, parts: &[(&str, &str)]) -> VendorDocument {
    let whole = |inner: &str| format!(r#"<w:document xmlns:w="w" xmlns:m="m" xmlns:mc="mc">{inner}</w:document>"#);
    let (document, styles) = (whole(&format!("<w:body>{body}</w:body>")), whole(styles));
    let mut all = vec![
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("_rels/.rels", b"<Relationships>x</Relationships>"),
        ("docProps/app.xml", b"<Properties><Application>Word</Application></Properties>"),
        ("word/media/image1.png", b"\x89PNG"),
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
    ];
    all.extend(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    VendorDocument::from_bytes(&container(&all)).unwrap()
}

/// The discrepancies that are warnings about the `.docx`.
fn warnings(document: &VendorDocument) -> Vec<Discrepancy> {
    let kinds = [
        DiscrepancyKind::PartNotRead,
        DiscrepancyKind::HiddenText,
        DiscrepancyKind::StruckThrough,
        DiscrepancyKind::TrackedChange,
        DiscrepancyKind::RaisedDigits,
    ];
    let discrepancies = compare_with_spec(document, SPEC).unwrap().discrepancies;
    discrepancies.into_iter().filter(|discrepancy| kinds.contains(&discrepancy.kind)).collect()
}

const STYLES: &str = r#"
    <w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>
    <w:style w:styleId="Mark"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
    <w:style w:styleId="Marks"><w:basedOn w:val="Mark"/></w:style>
    <w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>
    <w:style w:styleId="Secrets"><w:basedOn w:val="Secret"/></w:style>
    <w:style w:styleId="High"><w:rPr><w:position w:val="6"/></w:rPr></w:style>
    <w:style w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style>
    <w:style w:styleId="Round"><w:basedOn w:val="Round"/></w:style>"#;

#[test]
fn a_number_is_not_joined_with_other_digits() {
    let digit_with = |properties: &str| fifty(&run(properties, "1"));
    let style = |name: &str| digit_with(&format!(r#"<w:rStyle w:val="{name}"/>"#));
    let in_style = |name: &str, rest: &str| format!(r#"<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{rest}</w:p>"#);
    for (body, text, kind) in [
        (digit_with(r#"<w:vertAlign w:val="superscript"/>"#), "maxLength: 50 ¹", Some("raised-digits")),
        (digit_with(r#"<w:vertAlign w:val="subscript"/>"#), "maxLength: 50 ₁", Some("raised-digits")),
        (digit_with(r#"<w:position w:val="6"/>"#), "maxLength: 50 ¹", Some("raised-digits")),
        (digit_with(r#"<w:position w:val="3pt"/>"#), "maxLength: 50 ¹", Some("raised-digits")),
        (digit_with(r#"<w:position w:val="-0.5pt"/>"#), "maxLength: 50 ₁", Some("raised-digits")),
        (digit_with(r#"<w:position w:val="0pt"/>"#), "maxLength: 501", None),
        // `position` and `vertAlign` raise text independently.
        (
            digit_with(r#"<w:position w:val="6"/><w:vertAlign w:val="baseline"/>"#),
            "maxLength: 50 ¹",
            Some("raised-digits"),
        ),
        (digit_with(r#"<w:rStyle w:val="Mark"/><w:position w:val="0"/>"#), "maxLength: 50 ¹", Some("raised-digits")),
        (
            digit_with(r#"<w:rStyle w:val="High"/><w:vertAlign w:val="baseline"/>"#),
            "maxLength: 50 ¹",
            Some("raised-digits"),
        ),
        (style("Mark"), "maxLength: 50 ¹", Some("raised-digits")),
        (style("Marks"), "maxLength: 50 ¹", Some("raised-digits")),
        (digit_with(r#"<w:vertAlign w:val="baseline"/>"#), "maxLength: 501", None),
        (digit_with(r#"<w:rStyle w:val="Mark"/><w:vertAlign w:val="baseline"/>"#), "maxLength: 501", None),
        (
            paragraph(&[run(r#"<w:vertAlign w:val="superscript"/>"#, "1"), run("", "50 digits")]),
            "¹ 50 digits",
            Some("raised-digits"),
        ),
        (digit_with("<w:vanish/>"), "maxLength: 50", Some("hidden-text")),
        (digit_with(r#"<w:vanish w:val="1"/>"#), "maxLength: 50", Some("hidden-text")),
        (digit_with(r#"<w:vanish w:val="0"/>"#), "maxLength: 501", None),
        (style("Secret"), "maxLength: 50", Some("hidden-text")),
        (style("Secrets"), "maxLength: 50", Some("hidden-text")),
        (style("Round"), "maxLength: 501", None),
        (in_style("Secrets", &run(r#"<w:vanish w:val="0"/>"#, "maxLength: 50")), "maxLength: 50", None),
        // A toggle that two styles switch on is off.
        (in_style("Secrets", &run(r#"<w:rStyle w:val="Secret"/>"#, "maxLength: 50")), "maxLength: 50", None),
        (in_style("Secrets", &run("", "1")) + &fifty(""), "maxLength: 50", Some("hidden-text")),
        (digit_with("<w:strike/>"), "maxLength: 50", Some("struck-through")),
        (digit_with("<w:dstrike/>"), "maxLength: 50", Some("struck-through")),
        (style("Gone"), "maxLength: 50", Some("struck-through")),
        (fifty("<w:del><w:r><w:delText>1</w:delText></w:r></w:del>"), "maxLength: 50", Some("tracked-change")),
        (fifty(&format!("<w:ins>{}</w:ins>", run("", "1"))), "maxLength: 501", Some("tracked-change")),
        (fifty(&format!("<w:moveFrom>{}</w:moveFrom>", run("", "1"))), "maxLength: 50", Some("tracked-change")),
        (fifty(&format!("<w:moveTo>{}</w:moveTo>", run("", "1"))), "maxLength: 501", Some("tracked-change")),
        (fifty("<m:oMath><m:r><m:t>1</m:t></m:r></m:oMath>"), "maxLength: 50", Some("part-not-read")),
        (
            fifty("<w:r><w:ruby><w:rt><w:r><w:t>1</w:t></w:r></w:rt><w:rubyBase/></w:ruby></w:r>"),
            "maxLength: 50",
            Some("part-not-read"),
        ),
        (fifty(r#"<w:r><w:footnoteReference w:id="1"/></w:r>"#), "maxLength: 50", None),
        (
            fifty(
                r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>0</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#,
            ),
            "maxLength: 500",
            None,
        ),
        // Text in the code of a field is not shown.
        (fifty(&field("IF ", &[field("REF x", &[], "7"), code("=7")], "0")), "maxLength: 500", None),
        (fifty(&field("IF ", &[field("REF x", &[], "7")], "")), "maxLength: 50", None),
        (fifty("<w:r><w:delText>1</w:delText></w:r>"), "maxLength: 50", Some("tracked-change")),
        (fifty(r#"<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>"#), "maxLength: 50", None),
    ] {
        let document = docx_document(&body, STYLES, &[]);
        assert_eq!(document.text().trim(), text, "{body}");
        let found: Vec<&str> = warnings(&document).iter().map(|discrepancy| discrepancy.kind.id()).collect();
        assert_eq!(found, kind.into_iter().collect::<Vec<_>>(), "{body}");
    }
}

#[test]
fn unread_content_is_reported_with_line_and_text() {
    let row = "<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    for (inner, kind, words) in [
        (paragraph(&[run("<w:vanish/>", "not for "), run("<w:vanish/>", "you")]), "hidden-text", "`not for you`"),
        (paragraph(&[run("<w:strike/>", "90 days")]), "struck-through", "`90 days`"),
        (
            paragraph(&[r#"<w:r><w:sym w:font="Symbol" w:char="F0A3"/></w:r>"#.to_owned()]),
            "part-not-read",
            "font Symbol",
        ),
        (paragraph(&[run(r#"<w:rFonts w:ascii="Wingdings 3"/>"#, "x")]), "part-not-read", "font Wingdings 3"),
        (
            paragraph(&["<w:r><w:pict><v:textpath string=\"DRAFT\"/></w:pict></w:r>".to_owned()]),
            "part-not-read",
            "`DRAFT`",
        ),
        (paragraph(&["<w:r><w:ffData><w:ddList/></w:ffData></w:r>".to_owned()]), "part-not-read", "drop-down"),
        (
            paragraph(&[r#"<w:fldSimple w:instr=" EQ \\f(1,2) "/>"#.to_owned()]),
            "part-not-read",
            "a field is not read: `EQ",
        ),
        (paragraph(&[field("SYMBOL 163", &[], "")]), "part-not-read", "`SYMBOL 163`"),
        (paragraph(&[field("macrobutton x Click", &[], "")]), "part-not-read", "Click"),
        (paragraph(&[run(r#"<w:rFonts w:ascii="Arial" w:hAnsi="Symbol"/>"#, "£")]), "part-not-read", "font Symbol"),
        (paragraph(&[run("", "\u{f0a3}")]), "part-not-read", "an unknown font"),
        (paragraph(&["<w:subDoc/>".to_owned()]), "part-not-read", "another file"),
        (format!("<w:altChunk/>{}", fifty("")), "part-not-read", "another file"),
        (paragraph(&["<w:pPr><w:rPr><w:ins/></w:rPr></w:pPr>".to_owned()]), "tracked-change", "end of a paragraph"),
        (row.to_owned(), "hidden-text", "a row"),
        (format!("<w:tbl><w:tr><w:tc>{row}<w:p/></w:tc></w:tr></w:tbl>"), "hidden-text", "a row"),
        (row.replace("hidden", "del"), "tracked-change", "a deleted row"),
    ] {
        let document = docx_document(&(fifty("") + &inner), "", &[]);
        let discrepancies = warnings(&document);
        assert_eq!(discrepancies.len(), 1, "{inner}: {discrepancies:?}");
        let Discrepancy { kind: found, line, message, remedy, .. } = &discrepancies[0];
        assert_eq!((found.id(), *line), (kind, Some(2)), "{inner}");
        assert!(message.contains(words) && !remedy.is_empty(), "{inner}: {message}");
        assert!(!document.text().contains("a\n"), "{inner}: {:?}", document.text());
        assert!(found.is_open());
    }
}

#[test]
fn every_part_with_text_is_read_or_reported() {
    let story = |inner: &str| format!(r#"<w:x xmlns:w="w"><w:p><w:r><w:t>{inner}</w:t></w:r></w:p></w:x>"#);
    let note = |inner: &str| {
        format!(
            r#"<w:footnotes xmlns:w="w"><w:footnote w:type="continuationSeparator"><w:p/></w:footnote><w:footnote w:type="separator"><w:p><w:r><w:t>line</w:t></w:r></w:p></w:footnote><w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{inner}</w:t></w:r></w:p></w:footnote></w:footnotes>"#
        )
    };
    let text = "said elsewhere";
    for (name, content, is_read) in [
        ("word/footnotes.xml", note(text), true),
        ("word/endnotes.xml", note(text).replace("footnote", "endnote"), true),
        ("word/footnotes2.xml", note(text).replace(r#"w:id="1""#, r#"w:type="continuationNotice""#), true),
        ("word/header1.xml", story(text), true),
        ("word/header12.xml", story(text), true),
        ("word/footer2.xml", story(text), true),
        (
            "word/diagrams/data1.xml",
            format!("<dgm:t xmlns:a='a'><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t>"),
            true,
        ),
        ("word/diagrams/drawing1.xml", format!("<a:t>{text}</a:t>"), false),
        ("word/comments.xml", story(text), false),
        ("word/charts/chart1.xml", format!("<c:v>{text}</c:v>"), false),
        ("word/embeddings/oleObject1.bin", text.to_owned(), false),
        ("word/embeddings/sheet.xlsx", text.to_owned(), false),
        ("word/afchunk.htm", text.to_owned(), false),
        ("word/headers/other.xml", story(text), false),
        ("word/media/image1.svg", format!("<svg><text>{text}</text></svg>"), false),
        ("word/media/page.html", text.to_owned(), false),
        // These names resemble the names of parts without text.
        ("word/styles2/extra.xml", story(text), false),
        ("word/document.xml.xml", story(text), false),
        ("Word/Document.xml", story(text), false),
        ("word/vbanotes.xml", story(text), false),
        ("word/_rels.xml", story(text), false),
        ("other/_rels/text.xml", story(text), false),
        ("word/comments.xml", "<w:x>&#53;&#48;</w:x>".to_owned(), false),
        ("anything.xml", format!("<a>{text}"), false),
    ] {
        let document = docx_document(&fifty(""), "", &[(name, &content)]);
        let discrepancies = warnings(&document);
        if is_read {
            assert_eq!(document.text(), format!("maxLength: 50\n\n{text}\n"), "{name}");
            assert_eq!(discrepancies, [], "{name}");
            // In the whole document, the line is reported as not cited.
            let whole = docx_document(&body_of(&converted()), "", &[(name, &content)]);
            let all = compare_with_spec(&whole, SPEC).unwrap();
            let is_it = |discrepancy: &&Discrepancy| {
                discrepancy.kind == DiscrepancyKind::LineNotCovered && discrepancy.message.contains(text)
            };
            assert_eq!(all.open().filter(is_it).count(), 1, "{name}: {all}");
        } else {
            assert_eq!(document.text(), "maxLength: 50\n", "{name}");
            assert!(
                matches!(&discrepancies[..], [discrepancy] if discrepancy.message.contains(name)),
                "{name}: {discrepancies:?}"
            );
        }
        let again = compare_revisions(&document, &document, None).unwrap();
        assert_eq!(again.exit_status(), if is_read { 0 } else { 8 }, "{name}: {again}");
        assert_eq!(again.not_read.is_empty(), is_read, "{again}");
    }
    for silent in ["word/comments.xml", "word/charts/chart1.xml", "word/header1.xml", "word/embeddings/empty.bin"] {
        let content = if silent.ends_with("xml") { "<w:x xmlns:w=\"w\"> <w:p/> </w:x>" } else { "" };
        let document = docx_document(&fifty(""), "", &[(silent, content)]);
        assert_eq!((document.text(), warnings(&document)), ("maxLength: 50\n", vec![]), "{silent}");
    }
}

#[test]
fn a_diagram_is_read_from_its_data_and_only_one_alternative_is_read() {
    let data = "<dgm:t xmlns:a='a'><a:p><a:r><a:rPr baseline=\"30000\"/><a:t>1</a:t></a:r></a:p></dgm:t>";
    let document = docx_document(
        &fifty(""),
        "",
        &[("word/diagrams/data1.xml", data), ("word/diagrams/drawing1.xml", "<a:t>1</a:t>")],
    );
    assert_eq!(document.text(), "maxLength: 50\n\n¹\n");
    let discrepancies = warnings(&document);
    assert!(matches!(&discrepancies[..], [discrepancy] if discrepancy.line == Some(3)), "{discrepancies:?}");
    let of = |inner: &str| paragraph(&[format!("<mc:AlternateContent>{inner}</mc:AlternateContent>")]);
    let text = |text: &str| run("", text);
    for (inner, expected) in [
        (format!("<mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>", text("a"), text("b")), "a\n"),
        (format!("<mc:Choice>{}</mc:Choice><mc:Choice>{}</mc:Choice>", text("a"), text("b")), "a\n"),
        (format!("<mc:Fallback>{}</mc:Fallback>", text("b")), "b\n"),
    ] {
        assert_eq!(docx_document(&of(&inner), "", &[]).text(), expected);
    }
}

#[test]
fn unread_content_is_listed_between_two_documents() {
    let old = VendorDocument::from_bytes(&docx(&fifty(""))).unwrap();
    let new = VendorDocument::from_bytes(&docx(&fifty(&run("<w:vanish/>", "0")))).unwrap();
    let changes = compare_revisions(&old, &new, None).unwrap();
    assert_eq!(changes.not_read, ["new document, line 1: text is hidden, and not read: `0`"]);
    assert_eq!(changes.exit_status(), 8);
    let text = changes.to_string();
    assert!(text.contains(&changes.not_read[0]) && !text.contains("No changes."), "{text}");
    assert_eq!(changes.to_json()["notRead"][0], changes.not_read[0].as_str());
    // A superscript digit is read.
    let mark = VendorDocument::from_bytes(&docx(&fifty(&run(r#"<w:vertAlign w:val="superscript"/>"#, "1")))).unwrap();
    assert_eq!(compare_revisions(&mark, &mark, None).unwrap().exit_status(), 0);
}
