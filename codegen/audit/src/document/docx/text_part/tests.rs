//! Tests the conversion of small document bodies to text.

use super::*;

fn body(inner: &str) -> String {
    let xml = format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{inner}</w:body></w:document>"#);
    read("p", &xml, &Styles::default()).unwrap().text
}

#[test]
fn visible_content_becomes_text() {
    let t = |text: &str| format!(r#"<w:r><w:t xml:space="preserve">{text}</w:t></w:r>"#);
    for (inner, text) in [
        (format!("<w:p>{}{}</w:p>", t("two "), t("runs")), "two runs\n"),
        (
            format!("<w:p>{}<w:del><w:r><w:delText>b</w:delText></w:r></w:del><w:ins>{}</w:ins></w:p>", t("a"), t("c")),
            "ac\n",
        ),
        (format!("<w:p><w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>", t("x"), t("y")), "y\n"),
        (
            format!(
                "<w:p><w:smartTag w:element=\"x\">{}</w:smartTag><w:hyperlink>{}</w:hyperlink></w:p>",
                t("a"),
                t("b")
            ),
            "ab\n",
        ),
        (format!("<w:p><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:p>", t("in")), "in\n"),
        (
            "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r></w:p>".into(),
            "a b\nc-\n",
        ),
        ("<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>".into(), "a\n"),
        ("<w:p><w:r><w:instrText>HYPERLINK</w:instrText></w:r></w:p>".into(), "\n"),
        ("<w:p><w:r><w:t>a &amp; b &#945;&lt;</w:t></w:r></w:p>".into(), "a & b α<\n"),
        ("<w:p><w:r><w:sym w:font=\"Symbol\" w:char=\"F0B7\"/></w:r></w:p>".into(), "\u{f0b7}\n"),
        (format!("<w:p><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr>{}</w:p>", t("item")), "· item\n"),
        (
            format!(
                "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr>{}</w:p>",
                t("h")
            ),
            "h\n",
        ),
        (format!("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>", t("a "), t("b")), "a b\n"),
        (
            format!(
                "<w:p><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:p>",
                t("a"),
                t("b")
            ),
            "a\n",
        ),
        (
            format!("<w:p>{}<w:r><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:r></w:p>", t("out"), t("box")),
            "out\nbox\n",
        ),
    ] {
        assert_eq!(body(&inner), text, "{inner}");
    }
}

#[test]
fn each_cell_of_a_table_begins_with_a_tab() {
    let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let row = |cells: &[String]| {
        format!("<w:tr>{}</w:tr>", cells.iter().map(|cell| format!("<w:tc>{cell}</w:tc>")).collect::<String>())
    };
    let inner = format!("<w:tbl>{}</w:tbl>", row(&[p("in"), p("ner")]));
    let table =
        format!("<w:tbl>{}{}</w:tbl>{}", row(&[p("a"), p("b") + &p("c"), String::new()]), row(&[inner]), p("after"));
    assert_eq!(body(&table), "\ta\n\tb\nc\n\t\n\n\tin\nner\n\n\nafter\n");
    let deleted = format!(
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{}</w:tc></w:tr>{}</w:tbl>",
        p("gone"),
        row(&[p("stays")])
    );
    assert_eq!(body(&deleted), "\tstays\n\n\n");
}

#[test]
fn xml_that_is_not_well_formed_is_rejected() {
    for xml in ["<w:document><w:p", "<a></b>", "<a>&nope;</a><"] {
        let _ = read("p", xml, &Styles::default());
    }
    assert!(read("p", "<a></b>", &Styles::default()).is_err());
}
