//! What the letters say that are about stakes, once a run is over.

use super::{
    StakeLine,
    layout::Block,
    words::{About, REFUND_TIME, Words, words},
};
use crate::domain::{
    attendance::{APPEAL_HOURS, ASKED_TIMES_MAX},
    money::Paise,
    text::tidy_line,
};
use sea_orm::prelude::DateTimeUtc;

/// `Asha, Binu and Chitra`
fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| tidy_line(name)).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => "somebody".to_owned(),
    }
}

pub(super) fn attendance_final(about: &About, lines: &[StakeLine], appeal_until: Option<DateTimeUtc>, unattended: bool) -> Words {
    let sum = |is_back: bool| lines.iter().filter(|line| line.is_back == is_back).map(|line| line.stake).sum::<Paise>();
    let (back, waiting) = (sum(true), sum(false));
    let missed: Vec<String> = lines.iter().filter(|line| !line.is_back).map(|line| line.name.clone()).collect();
    let mut blocks = Vec::new();
    if unattended {
        blocks.push(words("Nobody was checked in at this run, so every stake comes back."));
    } else if missed.is_empty() {
        blocks.push(words("Thank you for coming."));
    }
    let line = |line: &StakeLine| {
        let becomes = if line.is_back { "stake back" } else { "stake waits" };
        (format!("{}, {becomes}", tidy_line(&line.name)), line.stake.to_string())
    };
    blocks.push(Block::Sum { lines: lines.iter().map(line).collect(), total: ("Comes back".to_owned(), back.to_string()) });
    if !back.is_zero() {
        blocks.push(words(REFUND_TIME));
    }
    let (subject, heading) = if let Some(until) = appeal_until {
        blocks.push(words(format!(
            "{} {} not checked in at the door. The stake of {waiting} is not lost yet: it waits for {APPEAL_HOURS} hours.",
            list(&missed),
            if missed.len() == 1 { "was" } else { "were" }
        )));
        blocks.push(words(format!(
            "Is that wrong, or was there a good reason? Then appeal until {}: open your booking, choose Appeal, and say what happened. \
             The host reads it, and if need be we decide. Until then nothing is forfeited.",
            about.on_the_clock(until)
        )));
        if back.is_zero() { ("We missed you", "We missed you") } else { ("Your stakes", "Some stakes come back, some wait") }
    } else {
        ("Your stake comes back", "Your stake comes back")
    };
    blocks.push(Block::Facts(about.facts()));
    (format!("{subject}: {}", about.title_and_time()), heading.to_owned(), blocks)
}

pub(super) fn granted(about: &About, names: &[String], amount: Paise, by_host: bool, why: &str) -> Words {
    let news = if by_host { "Your host says that the stake should come back" } else { "We have looked into your appeal, and grant it" };
    let mut blocks = vec![words(format!("{news}: {amount} for {}. {REFUND_TIME}", list(names)))];
    if !why.is_empty() {
        blocks.push(words(why));
    }
    blocks.push(Block::Facts(about.facts()));
    (format!("Your stake comes back: {}", about.title_and_time()), "Your stake comes back after all".to_owned(), blocks)
}

pub(super) fn denied(about: &About, names: &[String], amount: Paise, why: &str) -> Words {
    let mut blocks = vec![words(format!("The stake of {amount} for {} does not come back: we have looked into your appeal and cannot grant it.", list(names)))];
    if !why.is_empty() {
        blocks.push(words(why));
    }
    blocks.extend([words(POOL), Block::Facts(about.facts())]);
    (format!("About your appeal: {}", about.title_and_time()), "Your appeal was not granted".to_owned(), blocks)
}

const POOL: &str = "A forfeited stake is not paid to the host.";

pub(super) fn forfeited(about: &About, names: &[String], amount: Paise) -> Words {
    let blocks =
        vec![words(format!("The stake of {amount} for {} is forfeited: the time to appeal is over.", list(names))), words(POOL), Block::Facts(about.facts())];
    (format!("Stake forfeited: {}", about.title_and_time()), "A stake is forfeited".to_owned(), blocks)
}

pub(super) fn asked(about: &About, time: i32) -> Words {
    let left = ASKED_TIMES_MAX - time;
    let until = match left {
        ..=0 => "This is the last time we ask: if nothing is said within a day, all stakes go back.".to_owned(),
        _ => format!("We ask again tomorrow; after {ASKED_TIMES_MAX} letters without an answer all stakes go back."),
    };
    let blocks = vec![
        words("This run is over, and nobody was checked in. So we do not know who was there, and the travelers’ stakes wait."),
        words(
            "Were people there? Check them in now, then say that attendance is final. Do you not know? Then give all stakes back. Without a check-in no stake is ever forfeited.",
        ),
        words(until),
        Block::Facts(about.facts()),
    ];
    (format!("Who was there? {}", about.title_and_time()), "Who was there?".to_owned(), blocks)
}

pub(super) fn appealed(about: &About, names: &[String], why: &str) -> Words {
    let blocks = vec![
        words(format!("{} {} marked as missing, and there is an appeal:", list(names), if names.len() == 1 { "was" } else { "were" })),
        words(why),
        words(
            "Is it right, or a good reason? Then support it, and the stake goes back at once. Is it not? Then say so, and we decide. You gain nothing either way.",
        ),
        Block::Facts(about.facts()),
    ];
    (format!("An appeal: {}", about.title_and_time()), "A traveler appeals".to_owned(), blocks)
}
