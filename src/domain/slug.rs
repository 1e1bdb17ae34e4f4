//! Names in addresses: what an organization, an experience or a place is called there.

/// Longest name in an address, in letters.
pub const SLUG_CHARS_MAX: usize = 60;

/// An address that is made of a name: its plain letters and digits in lower case, joined by hyphens. Empty where nothing is left.
#[must_use]
pub fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().filter(|c| !matches!(c, '\'' | '’')).map(plain) {
        match c {
            Some(c) => slug.push(c),
            None if slug.ends_with('-') || slug.is_empty() => {}
            None => slug.push('-'),
        }
    }
    slug.truncate(SLUG_CHARS_MAX);
    slug.trim_end_matches('-').to_owned()
}

/// A letter without its marks, if there is a plain one.
fn plain(c: char) -> Option<char> {
    let c = c.to_lowercase().next().unwrap_or(c);
    match c {
        'a'..='z' | '0'..='9' => Some(c),
        'à'..='å' | 'ā' => Some('a'),
        'ç' => Some('c'),
        'è'..='ë' | 'ē' => Some('e'),
        'ì'..='ï' | 'ī' => Some('i'),
        'ñ' | 'ṇ' | 'ṅ' => Some('n'),
        'ò'..='ö' | 'ø' | 'ō' => Some('o'),
        'ù'..='ü' | 'ū' => Some('u'),
        'ś' | 'ṣ' => Some('s'),
        'ṭ' => Some('t'),
        'ḍ' => Some('d'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_of_the_name() {
        for (name, made) in [
            ("Third Wave Walkers", "third-wave-walkers"),
            ("  Asha’s Café & Co.  ", "ashas-cafe-co"),
            ("श्रुति", ""),
            ("नुक्कड़ Walks", "walks"),
            ("Mīnā—2", "mina-2"),
            ("!!!", ""),
        ] {
            assert_eq!(slug_of(name), made, "{name}");
        }
    }
}
