//! The texts of source files and of Markdown files, without code that is run as a test.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::crate_boundaries::sources;

/// The doc comments and the string literals of a folder's source files, each with its file. Unit tests are skipped.
pub fn source_texts(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, text) in sources(folder) {
        let mut texts = Texts::default();
        texts.read(text.parse().unwrap());
        texts.end_doc();
        found.extend(texts.found.into_iter().map(|text| (path.clone(), text)));
    }
    found
}

/// A Markdown text without the code blocks that are run as tests. Other blocks are kept: what they show is not tested.
pub fn markdown_prose(text: &str) -> String {
    let mut kept = Vec::new();
    // The block that a line is in: whether it is run.
    let mut block: Option<bool> = None;
    for line in text.lines() {
        let fence = line.trim_start().strip_prefix("```");
        match (fence, block) {
            (Some(_), Some(_)) => block = None,
            (Some(info), None) => block = Some(matches!(info.trim(), "" | "rust" | "no_run" | "compile_fail")),
            (None, Some(true)) => {}
            (None, _) => kept.push(line),
        }
    }
    kept.join("\n")
}

#[derive(Default)]
struct Texts {
    found: Vec<String>,
    /// The lines of the current doc comment.
    doc: Vec<String>,
}

impl Texts {
    fn read(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    tokens.next_if(|next| matches!(next, TokenTree::Punct(punct) if punct.as_char() == '!'));
                    let Some(TokenTree::Group(attribute)) = tokens.next() else { continue };
                    let attribute: Vec<_> = attribute.stream().into_iter().collect();
                    match attribute.as_slice() {
                        [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)] if name == "doc" => {
                            self.doc.extend(literal_text(&text.to_string()));
                        }
                        [TokenTree::Ident(name), TokenTree::Group(condition)]
                            if name == "cfg" && condition.stream().to_string() == "test" =>
                        {
                            // The item ends with its body, or with a semicolon.
                            let is_end = |token: &TokenTree| match token {
                                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                                TokenTree::Punct(punct) => punct.as_char() == ';',
                                _ => false,
                            };
                            tokens.by_ref().find(is_end);
                        }
                        _ => self.read(attribute.into_iter().collect()),
                    }
                }
                other => {
                    self.end_doc();
                    match other {
                        TokenTree::Group(group) => self.read(group.stream()),
                        TokenTree::Literal(literal) => self.found.extend(literal_text(&literal.to_string())),
                        _ => {}
                    }
                }
            }
        }
    }

    fn end_doc(&mut self) {
        if !self.doc.is_empty() {
            self.found.push(markdown_prose(&std::mem::take(&mut self.doc).join("\n")));
        }
    }
}

/// The text of a string literal; `None` for other literals.
fn literal_text(literal: &str) -> Option<String> {
    syn::parse_str::<syn::LitStr>(literal).ok().map(|text| text.value())
}
