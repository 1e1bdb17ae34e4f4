//! Questions that a host asks at booking, and what makes an answer.

use super::{
    ids::QuestionId,
    text::{FieldErrors, tidy_line},
    text_enum::text_enum,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most questions of one experience: each is one more thing between a traveler and a seat.
pub const QUESTIONS_MAX: usize = 8;
/// Longest question, in characters.
pub const PROMPT_CHARS_MAX: usize = 160;
/// Most choices of one question.
pub const CHOICES_MAX: usize = 20;
/// Longest choice, in characters.
pub const CHOICE_CHARS_MAX: usize = 80;
/// Longest answer, in characters.
pub const ANSWER_CHARS_MAX: usize = 200;

/// The answers to a question of yes or no.
pub const YES_NO: [&str; 2] = ["Yes", "No"];

text_enum! {
    /// How a question is answered.
    QuestionKind {
        /// A line of text.
        Text => "text",
        /// One of several choices.
        Choice => "choice",
        YesNo => "yes_no",
    }
}

impl QuestionKind {
    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "A line of text",
            Self::Choice => "One of several choices",
            Self::YesNo => "Yes or no",
        }
    }
}

/// A question as it is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub id: QuestionId,
    pub prompt: String,
    pub kind: QuestionKind,
    /// Empty where there is nothing to choose from.
    pub choices: Vec<String>,
    pub required: bool,
}

impl Question {
    /// The answer's name in the booking form, as errors call it: by the question, so that an answer stays with what it answers when
    /// the host changes the list meanwhile.
    #[must_use]
    pub fn field(&self) -> String {
        format!("answers[{}]", self.id)
    }

    /// The answer as it is kept, `None` where none was given.
    fn accept(&self, given: &str) -> Result<Option<String>, &'static str> {
        let answer = tidy_line(given);
        let fits = |among: &[&str]| among.contains(&answer.as_str());
        match self.kind {
            _ if answer.is_empty() && self.required => Err(match self.kind {
                QuestionKind::Text => "The host needs an answer to this.",
                QuestionKind::Choice | QuestionKind::YesNo => "Please choose one: the host needs an answer to this.",
            }),
            _ if answer.is_empty() => Ok(None),
            QuestionKind::Text if answer.chars().count() > ANSWER_CHARS_MAX => Err("That is longer than 200 characters. Please shorten it a little."),
            QuestionKind::Choice if !self.choices.contains(&answer) => Err("That is not one of the choices. Please choose again."),
            QuestionKind::YesNo if !fits(&YES_NO) => Err("Please answer yes or no."),
            _ => Ok(Some(answer)),
        }
    }
}

/// An answer, with the question as it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub question: QuestionId,
    pub prompt: String,
    pub answer: String,
}

/// Checks what was answered, by the questions' ids, and says all that is wrong at once. Answers to what is not asked are left out.
///
/// # Errors
/// Words for each answer that will not do, under [`Question::field`].
pub fn answers(asked: &[Question], given: &BTreeMap<String, String>) -> Result<Vec<Answer>, FieldErrors> {
    let (mut kept, mut errors) = (Vec::new(), FieldErrors::new());
    for question in asked {
        match question.accept(given.get(&question.id.to_string()).map_or("", String::as_str)) {
            Ok(None) => {}
            Ok(Some(answer)) => kept.push(Answer { question: question.id, prompt: question.prompt.clone(), answer }),
            Err(words) => {
                errors.insert(question.field(), words.to_owned());
            }
        }
    }
    if errors.is_empty() { Ok(kept) } else { Err(errors) }
}

/// A question as its host types it: text throughout, so that nothing typed is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionForm {
    /// Of a question that was published before; empty for a new one.
    pub id: String,
    pub prompt: String,
    pub kind: String,
    /// One a line.
    pub choices: String,
    /// `1`, or empty.
    pub required: String,
}

impl From<Question> for QuestionForm {
    fn from(question: Question) -> Self {
        Self {
            id: question.id.to_string(),
            prompt: question.prompt,
            kind: question.kind.to_string(),
            choices: question.choices.join("\n"),
            required: if question.required { "1".to_owned() } else { String::new() },
        }
    }
}

/// A question that makes sense, ready to be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ask {
    /// The one that it continues.
    pub id: Option<QuestionId>,
    pub prompt: String,
    pub kind: QuestionKind,
    pub choices: Vec<String>,
    pub required: bool,
}

/// Something wrong with a question: the part's name, the words, and whether it is merely not there yet.
pub(super) type QuestionFault = (&'static str, String, bool);

impl QuestionForm {
    /// The question, or what is wrong with it.
    pub(super) fn finish(&self) -> Result<Ask, Vec<QuestionFault>> {
        let mut faults: Vec<QuestionFault> = Vec::new();
        let prompt = tidy_line(&self.prompt);
        let length = prompt.chars().count();
        if prompt.is_empty() {
            faults.push(("prompt", "Write the question, or remove it.".to_owned(), true));
        } else if length > PROMPT_CHARS_MAX {
            faults.push(("prompt", format!("That is {length} characters; a question has {PROMPT_CHARS_MAX} at most."), false));
        }
        let kind = self.kind.parse();
        if kind.is_err() {
            faults.push(("kind", "Choose how it is answered.".to_owned(), true));
        }
        let choices = if kind == Ok(QuestionKind::Choice) { choices(&self.choices, &mut faults) } else { Vec::new() };
        match kind {
            Ok(kind) if faults.is_empty() => {
                Ok(Ask { id: self.id.parse().ok().filter(|_| !self.id.is_empty()), prompt, kind, choices, required: self.required == "1" })
            }
            _ => Err(faults),
        }
    }
}

fn choices(typed: &str, faults: &mut Vec<QuestionFault>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in typed.lines().map(tidy_line).filter(|line| !line.is_empty()) {
        // A few too many are enough to know.
        if found.len() <= CHOICES_MAX && !found.contains(&line) {
            found.push(line);
        }
    }
    let longest = found.iter().map(|choice| choice.chars().count()).max().unwrap_or_default();
    match found.len() {
        0 | 1 => faults.push(("choices", "Write two choices or more, one a line.".to_owned(), true)),
        many if many > CHOICES_MAX => faults.push(("choices", format!("Nobody reads that many: {CHOICES_MAX} choices at most."), false)),
        _ if longest > CHOICE_CHARS_MAX => faults.push(("choices", format!("One of the choices is longer than {CHOICE_CHARS_MAX} characters."), false)),
        _ => {}
    }
    found
}

/// Does what a button of the list of questions says: `add`, or `up`, `down` or `remove` with a colon and a place in the list.
/// Gives the place of the question that it was about, where it is still there.
pub fn rearrange(questions: &mut Vec<QuestionForm>, wanted: &str) -> Option<usize> {
    if wanted == "add" {
        questions.push(QuestionForm { kind: QuestionKind::Text.to_string(), ..QuestionForm::default() });
        return Some(questions.len() - 1);
    }
    let (what, place) = wanted.split_once(':')?;
    let place: usize = place.parse().ok().filter(|place| *place < questions.len())?;
    let other = match what {
        "up" => place.checked_sub(1)?,
        "down" => Some(place + 1).filter(|next| *next < questions.len())?,
        "remove" => {
            questions.remove(place);
            return None;
        }
        _ => return None,
    };
    questions.swap(place, other);
    Some(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(id: i64, kind: QuestionKind, required: bool) -> Question {
        let choices = if kind == QuestionKind::Choice { vec!["Veg".to_owned(), "Jain".to_owned()] } else { Vec::new() };
        Question { id: QuestionId(id), prompt: format!("Question {id}"), kind, choices, required }
    }

    #[test]
    fn an_answer_fits_its_question() {
        use QuestionKind::{Choice, Text, YesNo};
        let long = "म".repeat(201);
        for (kind, required, given, expected) in [
            (Text, false, "", Ok(None)),
            (Text, true, " \u{7} ", Err(())),
            (Text, true, " a  size 8 shoe ", Ok(Some("a size 8 shoe"))),
            (Text, false, long.as_str(), Err(())),
            (Text, false, "<b>&\u{0}", Ok(Some("<b>&"))),
            (Choice, false, "", Ok(None)),
            (Choice, true, "", Err(())),
            (Choice, true, "Jain", Ok(Some("Jain"))),
            (Choice, false, "Beef", Err(())),
            (YesNo, true, "Yes", Ok(Some("Yes"))),
            (YesNo, true, "", Err(())),
            (YesNo, false, "maybe", Err(())),
        ] {
            let found = question(1, kind, required).accept(given).map_err(|_| ());
            assert_eq!(found.as_ref().map(Option::as_deref), expected.as_ref().copied(), "{kind} {given:?}");
        }
    }

    #[test]
    fn answers_go_by_the_question_and_all_faults_are_named() {
        let asked = [question(7, QuestionKind::Choice, true), question(9, QuestionKind::Text, false), question(12, QuestionKind::YesNo, true)];
        let given = BTreeMap::from([("7", "Veg"), ("12", "No"), ("99", "what nobody asked")].map(|(id, answer)| (id.to_owned(), answer.to_owned())));
        let kept = answers(&asked, &given).unwrap();
        assert_eq!(kept.iter().map(|answer| (answer.question.0, answer.answer.as_str())).collect::<Vec<_>>(), [(7, "Veg"), (12, "No")]);
        assert_eq!(answers(&asked, &BTreeMap::new()).unwrap_err().into_keys().collect::<Vec<_>>(), ["answers[12]", "answers[7]"]);
        assert_eq!(answers(&[], &given), Ok(Vec::new()));
    }

    #[test]
    fn a_question_is_checked_part_by_part() {
        let form = |prompt: &str, kind: &str, choices: &str| QuestionForm {
            prompt: prompt.to_owned(),
            kind: kind.to_owned(),
            choices: choices.to_owned(),
            ..QuestionForm::default()
        };
        let many = (0..500).map(|number| number.to_string()).collect::<Vec<_>>().join("\n");
        for (typed, wrong) in [
            (form("Shoe size?", "text", "left over"), &[][..]),
            (form("Meal?", "choice", " Veg \n\nVeg\nJain"), &[]),
            (form(" ", "text", ""), &["prompt"]),
            (form(&"x".repeat(161), "text", ""), &["prompt"]),
            (form("Meal?", "essay", ""), &["kind"]),
            (form("Meal?", "choice", "Veg\nVeg"), &["choices"]),
            (form("Meal?", "choice", &many), &["choices"]),
            (form("", "choice", &"x".repeat(500)), &["prompt", "choices"]),
        ] {
            let found = typed.finish().err().unwrap_or_default();
            assert_eq!(found.iter().map(|(part, ..)| *part).collect::<Vec<_>>(), wrong, "{typed:?}");
        }
        let ask = form("Meal?", "choice", " Veg \n\nVeg\nJain").finish().unwrap();
        assert_eq!((ask.id, ask.choices, ask.required), (None, vec!["Veg".to_owned(), "Jain".to_owned()], false));
    }

    #[test]
    fn the_list_is_rearranged_by_its_buttons() {
        let list = |words: &str| words.chars().map(|c| QuestionForm { prompt: c.to_string(), ..QuestionForm::default() }).collect::<Vec<_>>();
        for (wanted, after, place) in [
            ("up:1", "bac", Some(0)),
            ("down:1", "acb", Some(2)),
            ("up:0", "abc", None),
            ("down:2", "abc", None),
            ("remove:1", "ac", None),
            ("remove:9", "abc", None),
            ("nonsense", "abc", None),
            ("up:-1", "abc", None),
        ] {
            let mut questions = list("abc");
            assert_eq!(rearrange(&mut questions, wanted), place, "{wanted}");
            assert_eq!(questions, list(after), "{wanted}");
        }
        let mut questions = list("ab");
        assert_eq!((rearrange(&mut questions, "add"), questions.len()), (Some(2), 3));
    }
}
