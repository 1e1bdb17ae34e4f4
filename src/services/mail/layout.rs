//! A letter's content, and how it looks: the same blocks as plain text and as HTML.

use crate::domain::html::escape;
use std::fmt::Write;

/// A letter's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    /// One line.
    pub(super) subject: String,
    /// The news, in a few words.
    pub(super) heading: String,
    /// Whom it greets, where that is known.
    pub(super) name: Option<String>,
    pub(super) blocks: Vec<Block>,
    /// The one way on.
    pub(super) link: String,
    /// What the way on leads to.
    pub(super) way: String,
    /// Where mail of this kind is stopped by one click; for letters that come again and again.
    pub(super) stop: Option<String>,
}

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph.
    Words(String),
    /// A heading within the letter.
    Head(String),
    /// Names and what they stand for.
    Facts(Vec<(&'static str, String)>),
    /// Amounts, and what they come to.
    Sum { lines: Vec<(String, String)>, total: (String, String) },
    /// Sentences, each on a line of its own.
    List(Vec<String>),
    /// A way to a page, and what is there.
    Way { words: String, to: String },
}

const BODY: &str = "margin:0;padding:24px 12px;background:#f8f2e6;color:#1e1a2e;font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
const CARD: &str = "max-width:560px;margin:0 auto;padding:24px;background:#fffbf2;border:2px solid #1e1a2e;border-radius:14px";
const NAME: &str = "margin:0 0 18px;font-size:22px;font-weight:700";
const HEADING: &str = "margin:0 0 14px;font-size:26px;line-height:1.15;font-weight:700";
const SUBHEADING: &str = "margin:18px 0 8px;font-size:19px;line-height:1.2;font-weight:700";
const PARAGRAPH: &str = "margin:0 0 14px";
const TABLE: &str = "width:100%;margin:0 0 18px;border-collapse:collapse;border-top:1px solid #e4d8c3";
const LABEL: &str = "padding:8px 16px 8px 0;border-bottom:1px solid #e4d8c3;text-align:left;vertical-align:top;font-weight:400;color:#6a6275";
const VALUE: &str = "padding:8px 0;border-bottom:1px solid #e4d8c3;vertical-align:top";
const AMOUNT: &str = "padding:8px 0;border-bottom:1px solid #e4d8c3;text-align:right;vertical-align:top;white-space:nowrap";
const BUTTON: &str = "display:inline-block;padding:12px 20px;background:#2b3a8c;color:#ffffff;border-radius:10px;font-weight:600;text-decoration:none";
const FOOT: &str = "max-width:560px;margin:16px auto 0;padding:0 24px;font-size:14px;color:#6a6275";

/// What the way to stop says.
const STOP: &str = "Stop this mail";

impl Draft {
    fn greeted(&self) -> &str {
        self.name.as_deref().unwrap_or("there")
    }

    /// As plain text.
    pub(super) fn text(&self) -> String {
        let mut text = format!("Hello {},\n\n", self.greeted());
        for block in &self.blocks {
            match block {
                Block::Words(words) | Block::Head(words) => text.push_str(words),
                Block::Facts(facts) => text.push_str(&rows(facts.iter().map(|(name, value)| (*name, value.as_str())))),
                Block::Sum { lines, total } => text.push_str(&rows(lines.iter().chain([total]).map(|(name, amount)| (name.as_str(), amount.as_str())))),
                Block::Way { words, to } => {
                    let _ = write!(text, "{words}:\n{to}");
                }
                Block::List(sentences) => text.push_str(&sentences.iter().map(|sentence| format!("- {sentence}")).collect::<Vec<_>>().join("\n")),
            }
            text.push_str("\n\n");
        }
        let _ = write!(text, "{}:\n{}\n\n-- \nNukkad: walks, workshops and evenings led by people who live here.\n", self.way, self.link);
        if let Some(stop) = &self.stop {
            let _ = writeln!(text, "{STOP}: {stop}");
        }
        text
    }

    /// As HTML that needs no file beside it and runs nothing.
    pub(super) fn html(&self) -> String {
        let mut body = format!("<p style=\"{PARAGRAPH}\">Hello {},</p>", escape(self.greeted()));
        for block in &self.blocks {
            // Writing to a string cannot fail.
            let _ = match block {
                Block::Words(words) => write!(body, "<p style=\"{PARAGRAPH}\">{}</p>", escape(words).replace('\n', "<br>")),
                Block::Head(words) => write!(body, "<h2 style=\"{SUBHEADING}\">{}</h2>", escape(words)),
                Block::Facts(facts) => {
                    let facts: String = facts.iter().map(|(name, value)| row(name, value, VALUE)).collect();
                    write!(body, "<table style=\"{TABLE}\">{facts}</table>")
                }
                Block::Sum { lines, total } => {
                    let lines: String = lines.iter().map(|(name, amount)| row(name, amount, AMOUNT)).collect();
                    let total = row(&total.0, &total.1, &format!("{AMOUNT};font-weight:700"));
                    write!(body, "<table style=\"{TABLE}\">{lines}{total}</table>")
                }
                Block::Way { words, to } => write!(body, "<p style=\"{PARAGRAPH}\"><a href=\"{}\">{}</a></p>", escape(to), escape(words)),
                Block::List(sentences) => {
                    let sentences: Vec<String> = sentences.iter().map(|sentence| format!("<li>{}</li>", escape(sentence))).collect();
                    write!(body, "<ul style=\"margin:0 0 14px;padding-left:20px\">{}</ul>", sentences.concat())
                }
            };
        }
        let stop = self.stop.as_ref().map_or_else(String::new, |stop| format!("<br><a href=\"{}\">{STOP}</a>", escape(stop)));
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{title}</title></head><body style=\"{BODY}\"><div style=\"{CARD}\"><p style=\"{NAME}\">Nukkad</p>\
             <h1 style=\"{HEADING}\">{heading}</h1>{body}<p style=\"margin:0\"><a href=\"{link}\" style=\"{BUTTON}\">{way}</a></p></div>\
             <p style=\"{FOOT}\">Nukkad: walks, workshops and evenings led by people who live here.{stop}</p></body></html>\n",
            title = escape(&self.subject),
            heading = escape(&self.heading),
            link = escape(&self.link),
            way = escape(&self.way),
        )
    }
}

/// Names and values, the values in one column.
fn rows<'a>(rows: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> String {
    let width = rows.clone().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    rows.map(|(name, value)| format!("{name}:{:1$} {value}", "", width - name.chars().count())).collect::<Vec<_>>().join("\n")
}

fn row(name: &str, value: &str, style: &str) -> String {
    format!("<tr><th scope=\"row\" style=\"{LABEL}\">{}</th><td style=\"{style}\">{}</td></tr>", escape(name), escape(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same() {
        let draft = Draft {
            subject: "S".into(),
            heading: "H".into(),
            name: Some("Asha <3".into()),
            blocks: vec![
                Block::Words("One.\nTwo & three.".into()),
                Block::Head("News".into()),
                Block::Facts(vec![("When", "Sat".into()), ("Travelers", "श्रुति".into())]),
                Block::Sum { lines: vec![("Price".into(), "₹1.00".into())], total: ("In all".into(), "₹1.00".into()) },
                Block::List(vec!["First.".into(), "Second.".into()]),
                Block::Way { words: "More".into(), to: "https://nukkad.example/?a=1&b=2".into() },
            ],
            link: "https://nukkad.example/bookings/NK-1?a=1&b=2".into(),
            way: "Your booking NK-1".into(),
            stop: Some("https://nukkad.example/stop?a=1&b=2".into()),
        };
        let text = draft.text();
        let expected = "Hello Asha <3,\n\nOne.\nTwo & three.\n\nNews\n\nWhen:      Sat\nTravelers: श्रुति\n\nPrice:  ₹1.00\nIn all: ₹1.00\n\n- First.\n- Second.\n\nMore:\nhttps://nukkad.example/?a=1&b=2\n\nYour booking NK-1:\n";
        assert!(text.starts_with(expected) && text.ends_with("\nStop this mail: https://nukkad.example/stop?a=1&b=2\n"), "{text}");
        let html = draft.html();
        for piece in
            ["Asha &lt;3", "One.<br>Two &amp; three.", ">श्रुति</td>", "<li>First.</li>", "?a=1&amp;b=2\">More</a>", ">News</h2>", "/stop?a=1&amp;b=2\">Stop"]
        {
            assert!(html.contains(piece), "{piece}: {html}");
        }
    }
}
