//! A document that is read from a `.docx` equals the document that is read from the text form, and an invalid `.docx` is rejected with the
//! reason.

use std::io::Write;

use colt_numbers_audit::{
    AuditError, Discrepancies, Discrepancy, DiscrepancyKind, MAX_FILE, MAX_TEXT, RevisionChanges, VendorDocument,
    compare_revisions, compare_with_spec,
};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::labelled_edits::{SPEC, TEXT, document};

/// A ZIP container with some parts.
pub fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A `.docx` with this body.
pub fn docx(body: &str) -> Vec<u8> {
    let xml = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    container(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", xml.as_bytes())])
}

/// A paragraph whose text is split into runs every few characters, as Word does after edits.
fn paragraph(line: &str) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let chars: Vec<char> = line.chars().collect();
    let run = |part: &[char]| {
        let text = escaped(&part.iter().collect::<String>());
        format!(r#"<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#)
    };
    format!("<w:p>{}</w:p>", chars.chunks(7).map(run).collect::<String>())
}

/// Converts the text form to WordprocessingML. A line that begins with a tab begins a cell. An empty line ends a row, and a second empty line
/// ends a table.
pub fn body_of(text: &str) -> String {
    let mut lines = text.lines().peekable();
    let mut body = String::new();
    let is_cell = |line: &str| line.trim_start_matches(' ').starts_with('\t');
    while let Some(line) = lines.next() {
        if !is_cell(line) {
            body += &paragraph(line);
            continue;
        }
        let mut rows = vec![vec![vec![line]]];
        loop {
            while let Some(line) = lines.next_if(|line| !line.is_empty()) {
                let cells = rows.last_mut().unwrap();
                if is_cell(line) { cells.push(vec![line]) } else { cells.last_mut().unwrap().push(line) }
            }
            let _ = lines.next();
            let Some(line) = lines.next_if(|line| is_cell(line)) else { break };
            rows.push(vec![vec![line]]);
        }
        assert!(lines.next().is_none_or(str::is_empty), "two empty lines end a table");
        let cell = |lines: &Vec<&str>| {
            let paragraphs = lines.iter().map(|line| paragraph(line.trim_start_matches([' ', '\t'])));
            format!("<w:tc>{}</w:tc>", paragraphs.collect::<String>())
        };
        let row = |cells: &Vec<Vec<&str>>| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
        body += &format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>());
    }
    body
}

/// The document with two empty lines after each table, as the converter writes them.
pub fn converted() -> String {
    TEXT.replace("\n\nOutput parameters", "\n\n\nOutput parameters")
}

/// All discrepancies except for the hash of the file.
fn without_hash(discrepancies: Discrepancies) -> Vec<Discrepancy> {
    discrepancies
        .discrepancies
        .into_iter()
        .filter(|discrepancy| discrepancy.kind != DiscrepancyKind::DocumentChanged)
        .collect()
}

fn ids(changes: &RevisionChanges) -> Vec<String> {
    changes.changes.iter().map(|change| format!("{} {}", change.kind.id(), change.message)).collect()
}

#[test]
fn a_docx_equals_its_text_form() {
    let word = VendorDocument::from_bytes(&docx(&body_of(&converted()))).unwrap();
    let changes = compare_revisions(&document(TEXT), &word, None).unwrap();
    assert_eq!(ids(&changes), Vec::<String>::new(), "{changes}\n{}", word.text());
    let of_text = without_hash(compare_with_spec(&document(&converted()), SPEC).unwrap());
    assert_eq!(without_hash(compare_with_spec(&word, SPEC).unwrap()), of_text);
    assert!(!of_text.is_empty());
}

#[test]
fn a_spec_may_name_the_hash_of_either_form() {
    let word = VendorDocument::from_bytes(&docx(&body_of(&converted()))).unwrap();
    let of_text = document(word.text());
    assert_eq!(of_text.last_line(), word.last_line());
    assert_eq!(word.hashes().last(), of_text.hashes().last());
    let spec = |hash: &String| {
        let old = "39884dc63f56403b0d8b3443da6bf1e4b73c19bd89b4261306ee44c55594bb2d";
        assert!(SPEC.contains(old));
        SPEC.replace(old, hash)
    };
    for hash in word.hashes() {
        let discrepancies = compare_with_spec(&word, &spec(hash)).unwrap();
        assert!(
            discrepancies.discrepancies.iter().all(|discrepancy| discrepancy.kind.id() != "document-changed"),
            "{discrepancies}"
        );
    }
}

#[test]
fn an_edit_causes_the_same_changes_in_both_forms() {
    let edited =
        TEXT.replace("45 hours", "30 hours").replace("FR, IT", "FR, IT, NL").replace("x-courier-id", "x-user-id");
    let texts = compare_revisions(&document(TEXT), &document(&edited), None).unwrap();
    let edited_word = edited.replace("\n\nOutput parameters", "\n\n\nOutput parameters");
    let [old, new] = [converted(), edited_word].map(|text| VendorDocument::from_bytes(&docx(&body_of(&text))).unwrap());
    assert_eq!(ids(&compare_revisions(&old, &new, None).unwrap()), ids(&texts));
    assert_eq!(ids(&compare_revisions(&document(TEXT), &new, None).unwrap()), ids(&texts));
    assert_eq!(texts.changes.len(), 4, "{texts}");
}

#[test]
fn an_invalid_docx_is_rejected_with_the_reason() {
    let whole = docx(&body_of(&converted()));
    let not_utf8 = container(&[("word/document.xml", b"<w:document>\xff</w:document>")]);
    let not_xml = container(&[("word/document.xml", b"<w:document><w:p></w:document>")]);
    for (bytes, words) in [
        (b"PK\x03\x04 and then rubbish".to_vec(), "not a readable .docx"),
        (whole[..whole.len() / 2].to_vec(), "not a readable .docx"),
        (container(&[("xl/workbook.xml", b"<workbook/>")]), "`word/document.xml`"),
        (container(&[]), "`word/document.xml`"),
        (not_utf8, "not UTF-8"),
        (not_xml, "`word/document.xml`"),
        (docx(""), "no text"),
    ] {
        let error = VendorDocument::from_bytes(&bytes).unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("hint: "), "{words}: {error}");
    }
}

#[test]
fn a_docx_that_unpacks_to_too_much_text_is_rejected() {
    let line = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "x".repeat(2000));
    let too_much = usize::try_from(MAX_TEXT).unwrap() / 2000;
    let bomb = docx(&line.repeat(too_much));
    assert!((bomb.len() as u64) < MAX_FILE / 10, "{}", bomb.len());
    assert!(matches!(VendorDocument::from_bytes(&bomb), Err(AuditError::TooLarge { .. })));
    let text = "x\n".repeat(usize::try_from(MAX_TEXT).unwrap() / 2 + 1);
    assert!(matches!(VendorDocument::from_bytes(text.as_bytes()), Err(AuditError::TooLarge { limit: MAX_TEXT })));
}
