//! What an organization says of itself: name, address, a line, a few sentences, links.

use super::{
    slug::{SLUG_CHARS_MAX, slug_of},
    text::{self, FieldErrors},
};
use serde::{Deserialize, Serialize};

/// Shortest address of an organization, in letters; the longest is [`SLUG_CHARS_MAX`].
const SLUG_CHARS_MIN: usize = 3;
/// Longest tagline, in characters.
const TAGLINE_CHARS_MAX: usize = 120;
/// Longest bio, in characters.
const BIO_CHARS_MAX: usize = 2_000;
/// Most links.
const LINKS_MAX: usize = 5;
/// Longest link, in bytes.
const LINK_BYTES_MAX: usize = 200;

/// A profile that makes sense. Whether its address is free is for the database to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    pub slug: String,
    pub tagline: String,
    pub bio: String,
    /// Each begins with `https://`.
    pub links: Vec<String>,
}

/// A new organization, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewOrganizationForm {
    pub name: String,
    /// Empty: made from the name.
    pub slug: String,
}

/// Part of a profile, or all of it, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganizationForm {
    /// The id of the organization that the form was shown for.
    pub organization: String,
    /// The version of the profile that the form was filled in with.
    pub version: String,
    pub name: String,
    pub slug: String,
    pub tagline: String,
    pub bio: String,
    /// One a line.
    pub links: String,
}

impl NewOrganizationForm {
    /// Checks both fields and says all that is wrong at once. Gives a name and an address.
    ///
    /// # Errors
    /// Words for each field that will not do.
    pub fn validate(&self) -> Result<(String, String), FieldErrors> {
        let typed = self.slug.trim();
        let proposed = if typed.is_empty() { slug_of(&self.name) } else { typed.to_owned() };
        let mut errors = FieldErrors::new();
        let name = checked(&mut errors, "name", text::name(&self.name));
        // What is wrong with the name is wrong with what is made of it.
        if !typed.is_empty() || !errors.contains_key("name") {
            let unmade = "No address can be made of this name. Please type one in plain letters, such as coffee-people.";
            checked(&mut errors, "slug", if proposed.is_empty() { Err(unmade) } else { slug(&proposed) });
        }
        if errors.is_empty() { Ok((name, proposed)) } else { Err(errors) }
    }
}

impl OrganizationForm {
    /// Checks every field and says all that is wrong at once.
    ///
    /// # Errors
    /// Words for each field that will not do.
    pub fn validate(&self) -> Result<Profile, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = checked(&mut errors, "name", text::name(&self.name));
        let slug = checked(&mut errors, "slug", slug(&self.slug));
        let (tagline, bio) = self.about(&mut errors);
        let links = checked(&mut errors, "links", links(&self.links));
        if errors.is_empty() { Ok(Profile { name, slug, tagline, bio, links }) } else { Err(errors) }
    }

    /// Checks the line and the sentences; the rest is not looked at.
    ///
    /// # Errors
    /// Words for each field that will not do.
    pub fn validate_about(&self) -> Result<(String, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        let about = self.about(&mut errors);
        if errors.is_empty() { Ok(about) } else { Err(errors) }
    }

    /// Checks the links; the rest is not looked at.
    ///
    /// # Errors
    /// Words for the field.
    pub fn validate_links(&self) -> Result<Vec<String>, FieldErrors> {
        links(&self.links).map_err(|words| FieldErrors::from([("links".to_owned(), words)]))
    }

    fn about(&self, errors: &mut FieldErrors) -> (String, String) {
        let (tagline, bio) = (text::tidy_line(&self.tagline), text::tidy_note(&self.bio));
        let short = |text: &str, most: usize| text.chars().count() <= most;
        checked(errors, "tagline", short(&tagline, TAGLINE_CHARS_MAX).then_some(()).ok_or("That is longer than 120 characters. One short line will do."));
        checked(errors, "bio", short(&bio, BIO_CHARS_MAX).then_some(()).ok_or("That is longer than 2,000 characters. Please shorten it a little."));
        (tagline, bio)
    }
}

fn checked<T: Default, W: Into<String>>(errors: &mut FieldErrors, field: &str, result: Result<T, W>) -> T {
    result.unwrap_or_else(|words| {
        errors.insert(field.to_owned(), words.into());
        T::default()
    })
}

fn slug(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let known = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !known || text.starts_with('-') || text.ends_with('-') || text.contains("--") {
        Err("Small plain letters, digits, and single hyphens between them: coffee-people.")
    } else if text.len() < SLUG_CHARS_MIN {
        Err("An address needs at least 3 letters.")
    } else if text.len() > SLUG_CHARS_MAX {
        Err("That is longer than 60 letters. A shorter address is easier to pass on.")
    } else {
        Ok(text.to_owned())
    }
}

/// Links, one a line; empty lines and repetitions are left out.
fn links(text: &str) -> Result<Vec<String>, String> {
    let mut links: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let link = link(line).map_err(|words| format!("“{}”: {words}", clipped(line)))?;
        if !links.contains(&link) {
            links.push(link);
        }
    }
    if links.len() > LINKS_MAX { Err("Five links at most: the ones that tell most of you.".to_owned()) } else { Ok(links) }
}

/// A line so far as it is repeated in an error.
fn clipped(line: &str) -> String {
    let start = text::tidy_start(line, 40);
    if start.len() < line.len() { format!("{start}…") } else { start }
}

/// An address on the web that may stand on a page of ours: `https` only, a host's name and no user, port or number,
/// nothing that could end the attribute it stands in or be read as something else.
fn link(text: &str) -> Result<String, &'static str> {
    const WRONG: &str = "that is no address of a page. Copy it from the browser: https://example.com/us";
    let rest = match text.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => rest,
        Some((scheme, _)) if scheme.eq_ignore_ascii_case("http") => return Err("only addresses that begin with https:// are taken."),
        Some(_) => return Err(WRONG),
        None => return Err("an address begins with https://"),
    };
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let labels: Vec<&str> = host.split('.').collect();
    let sound = |label: &&str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let named = labels.len() > 1 && labels.iter().all(sound) && labels.last().is_some_and(|last| !last.bytes().all(|b| b.is_ascii_digit()));
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\'' | '`' | '\\' | '{' | '}');
    if !named || path.contains(odd) || text::tidy_line(path) != path {
        return Err(WRONG);
    }
    if text.len() > LINK_BYTES_MAX {
        return Err("that is too long. The address of the page itself will do, without what follows the question mark.");
    }
    Ok(format!("https://{}{path}", host.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_suggested_passes_unless_it_is_too_short(name in ".{0,100}") {
            let suggested = slug_of(&name);
            prop_assert!(suggested.len() < SLUG_CHARS_MIN || slug(&suggested).is_ok(), "{suggested:?}");
        }
    }

    #[test]
    fn addresses_have_the_right_form() {
        for good in ["abc", "third-wave-2", "42nd-street"] {
            assert!(slug(good).is_ok(), "{good}");
        }
        for bad in ["", "ab", "Coffee", "coffee people", "-abc", "abc-", "a--b", "café", "a/b", "a.b", "../etc", &"a".repeat(61)] {
            assert!(slug(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_new_organization_has_a_name_and_an_address() {
        let form = |name: &str, slug: &str| NewOrganizationForm { name: name.into(), slug: slug.into() }.validate();
        let wrong = |name: &str, slug: &str| form(name, slug).unwrap_err().into_keys().collect::<Vec<_>>();
        assert_eq!(form(" Coffee  People ", " "), Ok(("Coffee People".into(), "coffee-people".into())));
        assert_eq!(form("Coffee People", "coffee"), Ok(("Coffee People".into(), "coffee".into())));
        assert_eq!(wrong("", ""), ["name"]);
        assert_eq!(wrong("", "A B"), ["name", "slug"]);
        assert_eq!(wrong("श्रुति", ""), ["slug"]);
        assert_eq!(wrong("Ox", ""), ["slug"]);
    }

    #[test]
    fn links_lead_to_pages_and_nowhere_else() {
        for good in ["https://example.com", "https://instagram.com/third.wave?x=1#a", "HTTPS://Example.com/A", "https://क.भारत/श्रुति"] {
            assert!(link(good).is_ok(), "{good}");
        }
        assert_eq!(link("HTTPS://Example.com/A").as_deref(), Ok("https://example.com/A"));
        for bad in [
            "example.com",
            "http://example.com",
            "javascript:alert(1)",
            "javascript://example.com/%0aalert(1)",
            "data:text/html,x",
            "https://",
            "https://localhost",
            "https://127.0.0.1/",
            "https://user@example.com",
            "https://example.com:8080",
            "https://example.com/\"onclick=x",
            "https://example.com/a b",
            "https://example.com/\u{202E}x",
            "https://example.com\\@evil.example",
            "https://exa_mple.com",
            "//example.com",
        ] {
            assert!(link(bad).is_err(), "{bad}");
        }
        assert!(link(&format!("https://example.com/{}", "a".repeat(200))).is_err());
    }

    #[test]
    fn five_links_and_no_more() {
        let lines = |number: usize| (0..number).map(|at| format!("https://example.com/{at}")).collect::<Vec<_>>().join("\r\n");
        assert_eq!(links(&lines(5)).map(|links| links.len()), Ok(5));
        assert!(links(&lines(6)).is_err());
        assert_eq!(links(" \n https://a.in \n\n https://a.in \n"), Ok(vec!["https://a.in".to_owned()]));
        let words = links("https://a.in\nhttp://b.in").unwrap_err();
        assert!(words.contains("“http://b.in”") && words.contains("https://"), "{words}");
    }

    #[test]
    fn a_profile_says_all_that_is_wrong_at_once() {
        let form = OrganizationForm { tagline: "x".repeat(121), bio: "x".repeat(2_001), links: "x".into(), slug: "X".into(), ..OrganizationForm::default() };
        assert_eq!(form.validate().unwrap_err().keys().collect::<Vec<_>>(), ["bio", "links", "name", "slug", "tagline"]);
        assert_eq!(form.validate_about().unwrap_err().keys().collect::<Vec<_>>(), ["bio", "tagline"]);
        assert_eq!(form.validate_links().unwrap_err().keys().collect::<Vec<_>>(), ["links"]);
    }
}
