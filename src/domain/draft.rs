//! The working copy of an experience: what its host has typed, what is still missing before travelers can see it, and what it makes
//! once nothing is.

use super::{
    experience::{Domain, RefundPreset},
    ids::NeighborhoodId,
    map::{self, Coordinates},
    question::{Ask, QUESTIONS_MAX, QuestionForm},
    slug::slug_of,
    text::{FieldErrors, tidy_line, tidy_note, tidy_start, tidy_text},
};
use serde::{Deserialize, Serialize};

/// Longest texts, in characters.
pub const TITLE_CHARS_MAX: usize = 80;
pub const SUMMARY_CHARS_MAX: usize = 200;
pub const STORY_CHARS_MAX: usize = 10_000;
/// Longest note: meeting point, what is included, what to bring, ages, access.
pub const NOTE_CHARS_MAX: usize = 400;
/// Most languages.
pub const LANGUAGES_MAX: usize = 8;
/// Longest name of a language, in characters.
const LANGUAGE_CHARS_MAX: usize = 40;
/// Shortest and longest experience, in minutes.
pub const MINUTES_MIN: i32 = 15;
pub const MINUTES_MAX: i32 = 3 * 24 * 60;

/// The editor's form as it is filled in: text throughout, kept as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExperienceForm {
    pub title: String,
    pub summary: String,
    /// Markdown.
    pub story: String,
    pub domain: String,
    /// An id.
    pub neighborhood: String,
    pub meeting_point: String,
    /// Two numbers, or a link to a map.
    pub coordinates: String,
    /// Names with commas between them.
    pub languages: String,
    /// In minutes.
    pub duration: String,
    pub included: String,
    pub bring: String,
    pub age_note: String,
    pub accessibility: String,
    pub refund_preset: String,
    pub questions: Vec<QuestionForm>,
}

/// An experience that is fit to be published.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Offer {
    pub title: String,
    pub summary: String,
    pub story: String,
    pub domain: Domain,
    pub neighborhood: NeighborhoodId,
    pub meeting_point: String,
    pub at: Coordinates,
    /// Names with `, ` between them.
    pub languages: String,
    pub duration_minutes: i32,
    pub included: String,
    pub bring: String,
    pub age_note: String,
    pub accessibility: String,
    pub refund_preset: RefundPreset,
    pub questions: Vec<Ask>,
}

/// Something that keeps an experience from being published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field's name in the form: `story`, `questions[0][prompt]`.
    pub field: String,
    pub words: String,
    /// True where nothing is there yet, and nothing is wrong.
    pub empty: bool,
}

/// Faults as words beside their fields.
#[must_use]
pub fn beside_fields(faults: Vec<Fault>) -> FieldErrors {
    // The first that is said of a field is the one to begin with.
    faults.into_iter().rev().map(|fault| (fault.field, fault.words)).collect()
}

/// Faults as they are found, in the order of the page.
#[derive(Default)]
struct Check(Vec<Fault>);

impl Check {
    fn lack(&mut self, field: &str, words: &str) {
        self.0.push(Fault { field: field.to_owned(), words: words.to_owned(), empty: true });
    }

    fn wrong(&mut self, field: &str, words: impl Into<String>) {
        self.0.push(Fault { field: field.to_owned(), words: words.into(), empty: false });
    }

    /// A tidied text: not too long, and there where `lacking` says what is missing without it.
    fn text(&mut self, field: &str, text: String, most: usize, lacking: Option<&str>) -> String {
        let length = text.chars().count();
        match lacking {
            Some(words) if text.is_empty() => self.lack(field, words),
            _ if length > most => self.wrong(field, format!("That is {length} characters; {most} is the most.")),
            _ => {}
        }
        text
    }

    /// One of the values of an enumeration.
    fn choice<T: std::str::FromStr>(&mut self, field: &str, typed: &str, lacking: &str) -> Option<T> {
        let chosen = typed.parse().ok();
        if chosen.is_none() {
            self.lack(field, lacking);
        }
        chosen
    }

    fn title(&mut self, typed: &str) -> String {
        let title = self.text("title", tidy_line(typed), TITLE_CHARS_MAX, Some("Give it a title."));
        if !title.is_empty() && !title.chars().any(char::is_alphabetic) {
            self.wrong("title", "A title has at least one letter.");
        }
        title
    }

    fn neighborhood(&mut self, typed: &str) -> Option<NeighborhoodId> {
        let chosen = typed.parse().ok().filter(|_| !typed.is_empty());
        if chosen.is_none() {
            self.lack("neighborhood", "Choose the neighborhood.");
        }
        chosen
    }

    fn coordinates(&mut self, typed: &str) -> Option<Coordinates> {
        if typed.trim().is_empty() {
            self.lack("coordinates", "Put the meeting point on the map.");
            return None;
        }
        map::read(typed).map_err(|words| self.wrong("coordinates", words)).ok()
    }

    fn languages(&mut self, typed: &str) -> String {
        let names: Vec<String> = typed.split([',', '\n']).map(tidy_line).filter(|name| !name.is_empty()).collect();
        if names.is_empty() {
            self.lack("languages", "Say in which languages it is led.");
        } else if names.len() > LANGUAGES_MAX {
            self.wrong("languages", format!("{LANGUAGES_MAX} languages at most."));
        } else if names.iter().any(|name| name.chars().count() > LANGUAGE_CHARS_MAX) {
            self.wrong("languages", "Put a comma between the languages.");
        }
        names.join(", ")
    }

    fn minutes(&mut self, typed: &str) -> Option<i32> {
        let typed = typed.trim();
        if typed.is_empty() {
            self.lack("duration", "Say how long it takes.");
            return None;
        }
        let minutes = typed.parse().ok().filter(|minutes| (MINUTES_MIN..=MINUTES_MAX).contains(minutes));
        if minutes.is_none() {
            self.wrong("duration", "A whole number of minutes, from 15 to 4320, which is three days.");
        }
        minutes
    }

    fn questions(&mut self, typed: &[QuestionForm]) -> Vec<Ask> {
        if typed.len() > QUESTIONS_MAX {
            self.wrong("questions", format!("{QUESTIONS_MAX} questions at most; these are {}.", typed.len()));
        }
        let mut asked = Vec::new();
        for (place, question) in typed.iter().take(QUESTIONS_MAX).enumerate() {
            match question.finish() {
                Ok(ask) => asked.push(ask),
                Err(faults) => {
                    self.0.extend(faults.into_iter().map(|(part, words, empty)| Fault { field: format!("questions[{place}][{part}]"), words, empty }));
                }
            }
        }
        asked
    }
}

impl ExperienceForm {
    /// What is missing or wrong, in the order of the page. Pictures are no part of it: they are recommended.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.finish().err().unwrap_or_default()
    }

    /// The offer that this makes.
    ///
    /// # Errors
    /// All that is missing or wrong, in the order of the page.
    pub fn finish(&self) -> Result<Offer, Vec<Fault>> {
        let mut check = Check::default();
        let title = check.title(&self.title);
        let summary = check.text("summary", tidy_line(&self.summary), SUMMARY_CHARS_MAX, Some("Say in a sentence what it is."));
        let domain = check.choice::<Domain>("domain", &self.domain, "Choose what kind it is.");
        let story = check.text("story", tidy_text(&self.story), STORY_CHARS_MAX, Some("Tell the story: what happens, and why with you."));
        let neighborhood = check.neighborhood(&self.neighborhood);
        let meeting_point = check.text("meeting_point", tidy_line(&self.meeting_point), NOTE_CHARS_MAX, Some("Say where people meet you."));
        let at = check.coordinates(&self.coordinates);
        let duration_minutes = check.minutes(&self.duration);
        let languages = check.languages(&self.languages);
        let included = check.text("included", tidy_note(&self.included), NOTE_CHARS_MAX, Some("Say what the price includes."));
        let bring = check.text("bring", tidy_note(&self.bring), NOTE_CHARS_MAX, None);
        let age_note = check.text("age_note", tidy_note(&self.age_note), NOTE_CHARS_MAX, None);
        let accessibility = check.text("accessibility", tidy_note(&self.accessibility), NOTE_CHARS_MAX, None);
        let refund_preset = check.choice::<RefundPreset>("refund_preset", &self.refund_preset, "Choose what comes back when somebody cancels.");
        let questions = check.questions(&self.questions);
        match (domain, neighborhood, at, duration_minutes, refund_preset) {
            (Some(domain), Some(neighborhood), Some(at), Some(duration_minutes), Some(refund_preset)) if check.0.is_empty() => Ok(Offer {
                title,
                summary,
                story,
                domain,
                neighborhood,
                meeting_point,
                at,
                languages,
                duration_minutes,
                included,
                bring,
                age_note,
                accessibility,
                refund_preset,
                questions,
            }),
            _ => Err(check.0),
        }
    }

    /// The title for lists, as far as there is one.
    #[must_use]
    pub fn title_for_lists(&self) -> String {
        tidy_start(&self.title, TITLE_CHARS_MAX)
    }
}

/// What is asked to begin an experience with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StartForm {
    pub title: String,
    pub domain: String,
    /// An id.
    pub neighborhood: String,
}

/// A beginning that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    pub title: String,
    pub domain: Domain,
    pub neighborhood: NeighborhoodId,
}

impl StartForm {
    /// Checks every field and says all that is wrong at once.
    ///
    /// # Errors
    /// Words for each field that will not do.
    pub fn validate(&self) -> Result<Beginning, FieldErrors> {
        let mut check = Check::default();
        let title = check.title(&self.title);
        let domain = check.choice::<Domain>("domain", &self.domain, "Choose what kind it is.");
        let neighborhood = check.neighborhood(&self.neighborhood);
        match (domain, neighborhood) {
            (Some(domain), Some(neighborhood)) if check.0.is_empty() => Ok(Beginning { title, domain, neighborhood }),
            _ => Err(beside_fields(check.0)),
        }
    }
}

/// The name of an experience in its address, made of its title; `experience` where nothing is left of that.
#[must_use]
pub fn address_of(title: &str) -> String {
    let slug = slug_of(title);
    if slug.is_empty() { "experience".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form() -> ExperienceForm {
        ExperienceForm {
            title: " Filter  coffee ".into(),
            summary: "Four darshinis before eight.".into(),
            story: "We begin *early*.\r\n\r\n- one\r\n  - two".into(),
            domain: "food".into(),
            neighborhood: "3".into(),
            meeting_point: "18th Cross bus stand".into(),
            coordinates: "https://www.openstreetmap.org/#map=17/12.99/77.57".into(),
            languages: "English,ಕನ್ನಡ ,".into(),
            duration: " 150 ".into(),
            included: "Coffee".into(),
            bring: String::new(),
            age_note: "From 12".into(),
            accessibility: "Two steps".into(),
            refund_preset: "moderate".into(),
            questions: vec![QuestionForm { prompt: "Shoe size?".into(), kind: "text".into(), required: "1".into(), ..QuestionForm::default() }],
        }
    }

    #[test]
    fn a_whole_form_makes_an_offer() {
        let offer = form().finish().unwrap();
        assert_eq!((offer.title.as_str(), offer.languages.as_str(), offer.duration_minutes), ("Filter coffee", "English, ಕನ್ನಡ", 150));
        assert_eq!(offer.story, "We begin *early*.\n\n- one\n  - two", "indents mean something in Markdown");
        assert_eq!((offer.at.latitude, offer.questions.len(), offer.questions[0].required), (12.99, 1, true));
        assert!(form().faults().is_empty());
    }

    #[test]
    fn an_empty_form_says_what_is_missing_in_the_order_of_the_page() {
        let faults = ExperienceForm::default().faults();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        let expected =
            ["title", "summary", "domain", "story", "neighborhood", "meeting_point", "coordinates", "duration", "languages", "included", "refund_preset"];
        assert_eq!(fields, expected);
        assert!(faults.iter().all(|fault| fault.empty), "nothing is wrong with what is not there yet");
    }

    #[test]
    fn each_fault_is_named_beside_its_field() {
        type Spoil = fn(&mut ExperienceForm);
        let faults: [(&str, bool, Spoil); 21] = [
            ("title", true, |f| f.title = "\u{7}\u{202E}".into()),
            ("title", false, |f| f.title = "123".into()),
            ("title", false, |f| f.title = "x".repeat(81)),
            ("summary", false, |f| f.summary = "x".repeat(201)),
            ("domain", true, |f| f.domain = "crime".into()),
            ("story", true, |f| f.story = " \n\t ".into()),
            ("story", false, |f| f.story = "म".repeat(10_001)),
            ("neighborhood", true, |f| f.neighborhood = "-1".into()),
            ("coordinates", false, |f| f.coordinates = "91, 0".into()),
            ("coordinates", false, |f| f.coordinates = "behind the temple".into()),
            ("duration", false, |f| f.duration = "14".into()),
            ("duration", false, |f| f.duration = "a while".into()),
            ("duration", false, |f| f.duration = "99999999999".into()),
            ("languages", false, |f| f.languages = "a,b,c,d,e,f,g,h,i".into()),
            ("languages", false, |f| f.languages = "English and then whatever anybody else would like".into()),
            ("included", true, |f| f.included = "  ".into()),
            ("bring", false, |f| f.bring = "x".repeat(401)),
            ("refund_preset", true, |f| f.refund_preset = "generous".into()),
            ("questions", false, |f| f.questions = vec![f.questions[0].clone(); 500]),
            ("questions[0][prompt]", true, |f| f.questions[0].prompt = String::new()),
            ("questions[0][choices]", true, |f| f.questions[0].kind = "choice".into()),
        ];
        for (field, empty, spoil) in faults {
            let mut form = form();
            spoil(&mut form);
            let found = form.faults();
            assert_eq!(found.iter().map(|fault| (fault.field.as_str(), fault.empty)).collect::<Vec<_>>(), [(field, empty)], "{found:?}");
        }
    }

    #[test]
    fn a_beginning_needs_three_things() {
        assert_eq!(StartForm::default().validate().unwrap_err().into_keys().collect::<Vec<_>>(), ["domain", "neighborhood", "title"]);
        let start = StartForm { title: " Kites ".into(), domain: "craft".into(), neighborhood: "4".into() }.validate().unwrap();
        assert_eq!(start, Beginning { title: "Kites".into(), domain: Domain::Craft, neighborhood: NeighborhoodId(4) });
    }

    #[test]
    fn titles_become_addresses() {
        for (title, slug) in [
            ("Filter coffee & the corners of Malleshwaram!", "filter-coffee-the-corners-of-malleshwaram"),
            ("  --  ", "experience"),
            ("फ़िल्टर कॉफ़ी", "experience"),
            ("Kochi काली 2", "kochi-2"),
            ("../../etc/passwd?x=<b>", "etc-passwd-x-b"),
        ] {
            assert_eq!(address_of(title), slug);
        }
    }

    proptest! {
        #[test]
        fn a_slug_is_one_that_addresses_take(title in ".{0,120}") {
            let slug = address_of(&title);
            prop_assert_eq!(crate::domain::explore::slug(&slug), Some(slug.as_str()));
        }

        #[test]
        fn no_form_panics(title in ".{0,100}", story in ".{0,100}", coordinates in ".{0,40}", duration in ".{0,8}", languages in ".{0,60}", prompt in ".{0,200}") {
            let question = QuestionForm { prompt, kind: "choice".into(), choices: story.clone(), ..QuestionForm::default() };
            let form = ExperienceForm { title, story, coordinates, duration, languages, questions: vec![question], ..form() };
            prop_assert_eq!(form.faults().is_empty(), form.finish().is_ok());
        }
    }
}
