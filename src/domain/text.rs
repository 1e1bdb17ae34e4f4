//! What people type: tidied, measured in characters, and refused with words when it will not do.

use std::collections::BTreeMap;

/// What is wrong with a form: the field's name, and words to put beside it.
pub type FieldErrors = BTreeMap<String, String>;

/// Longest name of a person, in characters.
pub const NAME_CHARS_MAX: usize = 80;
/// Longest free text (special requests), in characters.
pub const NOTE_CHARS_MAX: usize = 500;
/// Longest e-mail address, in characters (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const EMAIL_CHARS_MAX: usize = 254;

/// Collapses runs of blanks and drops control characters and the invisible marks that turn text around,
/// so that a name cannot pose as another on the door list. Joiners stay: Indian scripts need them.
#[must_use]
pub fn tidy_line(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_trick(*c));
    visible.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a line, tidied: at most so many characters of it, and no blank where it was cut off. What it gives stays as it is
/// when it is cut again.
#[must_use]
pub fn tidy_start(text: &str, chars_max: usize) -> String {
    let mut start: String = tidy_line(text).chars().take(chars_max).collect();
    start.truncate(start.trim_end().len());
    start
}

/// Like [`tidy_line`], but keeps line breaks.
#[must_use]
pub fn tidy_note(text: &str) -> String {
    text.trim().lines().map(tidy_line).collect::<Vec<_>>().join("\n")
}

/// A long text as it was typed, without control characters and tricks: indents and blanks mean something in Markdown.
#[must_use]
pub fn tidy_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let visible: String = text.chars().filter(|c| matches!(c, '\n' | '\t') || !is_trick(*c)).collect();
    visible.trim_end().trim_start_matches('\n').to_owned()
}

fn is_trick(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{200E}' | '\u{200F}')
}

/// A person's name, or what is wrong with it.
///
/// # Errors
/// Words to show beside the field.
pub fn name(text: &str) -> Result<String, &'static str> {
    let name = tidy_line(text);
    if name.is_empty() {
        Err("Please give a name.")
    } else if name.chars().count() > NAME_CHARS_MAX {
        Err("That is longer than 80 letters. A shorter form of the name will do.")
    } else if name.chars().any(char::is_alphabetic) {
        Ok(name)
    } else {
        Err("A name has at least one letter.")
    }
}

/// An e-mail address in lower case, or what is wrong with it. Only the shape is checked:
/// whether it works is for the first mail to find out.
///
/// # Errors
/// Words to show beside the field.
pub fn email(text: &str) -> Result<String, &'static str> {
    const WRONG: &str = "That does not look like an e-mail address. It needs an @ and a domain, like asha@example.com.";
    let email = text.trim().to_lowercase();
    let (local, host) = email.rsplit_once('@').ok_or(WRONG)?;
    let odd =
        |c: char| c.is_whitespace() || c.is_control() || is_trick(c) || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"' | '\\' | '?' | '&' | '#' | '%');
    let labels = host
        .split('.')
        .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(|c| c.is_alphanumeric() || c == '-'));
    let sound = !local.is_empty() && !local.contains('@') && !local.contains(odd) && labels && host.contains('.');
    if email.chars().count() > EMAIL_CHARS_MAX || !sound { Err(WRONG) } else { Ok(email) }
}

/// A phone number as `+` and digits, or `None` when the field was left empty. Ten digits are taken as Indian.
///
/// # Errors
/// Words to show beside the field.
pub fn phone(text: &str) -> Result<Option<String>, &'static str> {
    const WRONG: &str = "That does not look like a phone number. Ten digits, or + and the country code.";
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let only_signs = text.chars().enumerate().all(|(at, c)| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.') || (c == '+' && at == 0));
    match (only_signs, text.starts_with('+'), digits.len()) {
        (true, true, 8..=15) => Ok(Some(format!("+{digits}"))),
        (true, false, 10) => Ok(Some(format!("+91{digits}"))),
        (true, false, 11) if digits.starts_with('0') => Ok(Some(format!("+91{}", &digits[1..]))),
        _ => Err(WRONG),
    }
}

/// A free text, or `None` when nothing was written.
///
/// # Errors
/// Words to show beside the field.
pub fn note(text: &str) -> Result<Option<String>, &'static str> {
    let note = tidy_note(text);
    if note.chars().count() > NOTE_CHARS_MAX {
        Err("That is longer than 500 characters. Please shorten it a little.")
    } else {
        Ok(Some(note).filter(|note| !note.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_script_pass_and_empty_ones_do_not() {
        for good in ["Asha", "  Asha   Rao ", "श्रुति हेगड़े", "ನುಕ್ಕಡ್", "O'Brien; DROP TABLE users", "<script>alert(1)</script>", "Zoë 🌺"]
        {
            assert!(name(good).is_ok(), "{good:?}");
        }
        assert_eq!(name("  Asha \u{202E} Rao ").as_deref(), Ok("Asha Rao"));
        for bad in ["", "   ", "\u{200F}", "123", "🌺", &"a".repeat(81)] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn mail_addresses_have_the_right_shape() {
        for good in ["a@b.in", "Asha.Rao+walks@Example.COM", "x@क.भारत"] {
            assert!(email(good).is_ok(), "{good:?}");
        }
        for bad in [
            "",
            "a",
            "a@",
            "@b.in",
            "a@b",
            "a b@c.in",
            "a@b..in",
            "a@-b.in",
            "a@b@c.in",
            "<a@b.in>",
            "a?cc=x@b.in",
            "a\u{202E}b@c.in",
            &format!("{}@b.in", "a".repeat(260)),
        ] {
            assert!(email(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn phones_are_kept_with_their_country() {
        for (text, kept) in [("98450 12345", "+919845012345"), ("09845012345", "+919845012345"), ("+44 20 7946 0958", "+442079460958")] {
            assert_eq!(phone(text), Ok(Some(kept.to_owned())));
        }
        assert_eq!(phone("  "), Ok(None));
        for bad in ["12", "call me", "98450123456789012", "98+45012345", "1'; --"] {
            assert!(phone(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn notes_keep_their_lines() {
        assert_eq!(note(" one \r\n two\u{0007} "), Ok(Some("one\ntwo".to_owned())));
        assert_eq!(note(" \n "), Ok(None));
        assert_eq!(tidy_text("\r\n  - a\r\n\t- b\u{0}\u{202E} \n \t"), "  - a\n\t- b");
        assert!(note(&"x".repeat(501)).is_err());
    }
}
