//! A run's list as a file for a spreadsheet: CSV as every program reads it, and XLSX.
//! What travelers have typed stays text there: no cell of theirs is ever taken for a formula.

use super::{
    Services,
    bookings::BookingError,
    catalog::RunRow,
    hosting::Membership,
    run_desk::{DeskBooking, WholeList},
    zones::zoned,
};
use crate::{
    domain::{
        booking::Attendance,
        desk::{DeskFilter, DeskView},
        ids::RunId,
        money::Paise,
    },
    entity::traveler,
};
use chrono::{DateTime, Utc};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Tells spreadsheets that a text is UTF-8; without it they guess, and names in Kannada come out as something else.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();
/// Width of the columns, in letters.
const COLUMN_WIDTH: f64 = 18.0;
/// Longest text that a cell of a workbook can hold, in characters.
const CELL_CHARS_MAX: usize = 32_767;

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Csv,
    Xlsx,
}

impl FileKind {
    /// What the name of such a file ends with.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A file to save.
#[derive(Clone, Debug)]
pub struct Export {
    /// Says which run it is of: `nukkad-2026-11-28-0645-filter-coffee-bookings.csv`.
    pub name: String,
    pub kind: FileKind,
    pub bytes: Vec<u8>,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Booking(#[from] BookingError),
    #[error("the rows cannot be written: {0}")]
    Csv(#[from] csv::Error),
    #[error("the rows cannot be written: {0}")]
    Write(#[from] std::io::Error),
    #[error("the workbook cannot be written: {0}")]
    Xlsx(#[from] XlsxError),
    /// The task was cut off.
    #[error("the file was not finished")]
    CutOff,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cell {
    Text(String),
    /// A whole number.
    Count(i64),
    /// An amount; the heading names the currency.
    Money(Paise),
}

/// Headings and rows.
struct Sheet {
    headings: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Services {
    /// All that a filter lets through of a run of the organization's, its page aside, as a file.
    ///
    /// # Errors
    /// [`BookingError::NoRun`] where the run does not exist or is another organization's.
    pub async fn export(&self, membership: &Membership, run: RunId, filter: &DeskFilter, kind: FileKind) -> Result<Export, ExportError> {
        let list = self.whole_list(membership, run, filter).await?;
        let name = format!("{}-{}.{}", name_of(&list.run), filter.view, kind.extension());
        let view = filter.view;
        // Writing takes a while where there are many; nobody else waits for it.
        let bytes = tokio::task::spawn_blocking(move || {
            let sheet = sheet(&list, view);
            match kind {
                FileKind::Csv => csv_file(&sheet),
                FileKind::Xlsx => xlsx_file(&sheet),
            }
        });
        Ok(Export { name, kind, bytes: bytes.await.map_err(|_| ExportError::CutOff)?? })
    }
}

/// `nukkad-2026-11-28-0645-filter-coffee`, by the clock at the place.
fn name_of(run: &RunRow) -> String {
    format!("nukkad-{}-{}", zoned(run.starts_at, &run.time_zone).local().format("%Y-%m-%d-%H%M"), run.slug)
}

const BOOKING_HEADINGS: &[&str] = &[
    "Reference",
    "Status",
    "Lead traveler",
    "Travelers",
    "Party",
    "E-mail",
    "Phone",
    "Special requests",
    "Price (INR)",
    "Stake (INR)",
    "Refunded (INR)",
    "Booked",
    "Cancelled by",
    "Reason",
];
const TRAVELER_HEADINGS: &[&str] =
    &["Traveler", "Reference", "Status", "Seat", "Attendance", "Checked in", "Lead traveler", "Party", "E-mail", "Phone", "Special requests"];

/// The view's own columns, one for each question, and the notes.
fn sheet(list: &WholeList, view: DeskView) -> Sheet {
    let questions = questions(list);
    let own = match view {
        DeskView::Bookings => BOOKING_HEADINGS,
        DeskView::Travelers => TRAVELER_HEADINGS,
    };
    let cells = |(person, booking): (&traveler::Model, &DeskBooking)| {
        let mut cells = match view {
            DeskView::Bookings => booking_cells(list, booking),
            DeskView::Travelers => traveler_cells(person, booking, &list.run.time_zone),
        };
        cells.extend(questions.iter().map(|question| text(booking.answers.iter().find(|(prompt, _)| prompt == question).map_or("", |(_, answer)| answer))));
        cells.push(text(booking.notes.iter().map(|note| format!("{}: {}", note.who, note.note)).collect::<Vec<_>>().join("\n")));
        cells
    };
    let headings = own.iter().chain(&questions).chain(&["Notes"]).map(|heading| (*heading).to_owned()).collect();
    Sheet { headings, rows: list.rows.iter().map(cells).collect() }
}

/// Every question that anybody was asked, in the words in which it was, in the order in which they first came up.
fn questions(list: &WholeList) -> Vec<&str> {
    let mut questions: Vec<&str> = Vec::new();
    for (_, booking) in list.rows.iter() {
        for (prompt, _) in &booking.answers {
            if !questions.contains(&prompt.as_str()) {
                questions.push(prompt);
            }
        }
    }
    questions
}

fn booking_cells(list: &WholeList, row: &DeskBooking) -> Vec<Cell> {
    let (booking, (email, phone)) = (&row.booking, row.contact());
    let names = row.people.iter().filter(|person| person.cancelled_at.is_none()).map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ");
    vec![
        text(booking.reference.as_str()),
        text(booking.status.as_str()),
        text(row.lead()),
        text(names),
        Cell::Count(i64::from(booking.party)),
        text(email.unwrap_or_default()),
        text(phone.unwrap_or_default()),
        text(booking.special_requests.as_deref().unwrap_or_default()),
        Cell::Money(row.price.price),
        Cell::Money(row.price.stake),
        Cell::Money(list.refunded.get(&booking.id).copied().unwrap_or_default()),
        text(on_the_clock(booking.created_at, &list.run.time_zone)),
        text(booking.cancelled_by.map_or("", |by| by.as_str())),
        text(booking.cancel_reason.as_deref().unwrap_or_default()),
    ]
}

fn traveler_cells(person: &traveler::Model, row: &DeskBooking, zone: &str) -> Vec<Cell> {
    let (booking, (email, phone)) = (&row.booking, row.contact());
    vec![
        text(person.name.as_str()),
        text(booking.reference.as_str()),
        text(booking.status.as_str()),
        text(if person.cancelled_at.is_some() || !booking.status.keeps_seats() { "given back" } else { "kept" }),
        text(match person.attendance {
            Attendance::Expected => "expected",
            Attendance::Attended => "attended",
            Attendance::NoShow => "no-show",
        }),
        text(person.checked_in_at.map(|at| on_the_clock(at, zone)).unwrap_or_default()),
        text(row.lead()),
        Cell::Count(i64::from(booking.party)),
        text(email.unwrap_or_default()),
        text(phone.unwrap_or_default()),
        text(booking.special_requests.as_deref().unwrap_or_default()),
    ]
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// `2026-11-28 06:45`, as spreadsheets take it for a time.
fn on_the_clock(at: DateTime<Utc>, zone: &str) -> String {
    zoned(at, zone).local().format("%Y-%m-%d %H:%M").to_string()
}

/// An amount with a point and nothing else: `1300.50`.
fn decimal(amount: Paise) -> String {
    let (sign, paise) = (if amount.0 < 0 { "-" } else { "" }, amount.0.unsigned_abs());
    format!("{sign}{}.{:02}", paise / 100, paise % 100)
}

/// A text that no spreadsheet takes for a formula: an apostrophe goes before what begins like one (OWASP, "CSV Injection"),
/// also where blanks or the wide signs of East Asian keyboards stand in front.
fn defused(text: &str) -> String {
    let begins = text.trim_start_matches([' ', '\u{A0}']).chars().next();
    match begins {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

fn csv_file(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    file.write_record(sheet.headings.iter().map(|heading| defused(heading)))?;
    for row in &sheet.rows {
        file.write_record(row.iter().map(|cell| match cell {
            Cell::Text(text) => defused(text),
            Cell::Count(number) => number.to_string(),
            Cell::Money(amount) => decimal(*amount),
        }))?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}

/// Texts are stored as texts here, which no program calculates; so they need no apostrophe.
#[expect(clippy::cast_precision_loss, reason = "a spreadsheet knows no other numbers, and they are exact up to ninety million million rupees")]
fn xlsx_file(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    let mut book = Workbook::new();
    let (bold, amount, count) = (Format::new().set_bold(), Format::new().set_num_format("0.00"), Format::new().set_num_format("0"));
    let page = book.add_worksheet();
    page.set_freeze_panes(1, 0)?;
    for (heading, column) in sheet.headings.iter().zip(0..) {
        page.set_column_width(column, COLUMN_WIDTH)?;
        page.write_string_with_format(0, column, heading, &bold)?;
    }
    for (cells, row) in sheet.rows.iter().zip(1..) {
        for (cell, column) in cells.iter().zip(0..) {
            match cell {
                Cell::Text(text) => page.write_string(row, column, text.chars().take(CELL_CHARS_MAX).collect::<String>())?,
                Cell::Count(number) => page.write_number_with_format(row, column, *number as f64, &count)?,
                Cell::Money(paise) => page.write_number_with_format(row, column, paise.0 as f64 / 100.0, &amount)?,
            };
        }
    }
    Ok(book.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_looks_like_a_formula_is_none() {
        for text in ["=1+1", "+919845012345", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "\u{A0}=1", "＝1", "=cmd|' /C calc'!A0"] {
            assert_eq!(defused(text), format!("'{text}"));
        }
        for text in ["", "Asha", "1+1", "a=b", "श्रुति", "'quoted"] {
            assert_eq!(defused(text), text);
        }
    }

    #[test]
    fn money_is_a_plain_number() {
        for (paise, text) in [(0, "0.00"), (5, "0.05"), (130_050, "1300.50"), (12_345_600, "123456.00"), (-5, "-0.05")] {
            assert_eq!(decimal(Paise(paise)), text);
        }
    }

    proptest! {
        #[test]
        fn every_cell_comes_back_as_it_was_written(cells in prop::collection::vec("[a-z=+@\"',;\n\r\t क-]{0,12}", 1..6)) {
            let sheet = Sheet { headings: cells.iter().map(|_| "H".to_owned()).collect(), rows: vec![cells.iter().map(|cell| text(cell.as_str())).collect()] };
            let file = csv_file(&sheet).unwrap();
            prop_assert!(file.starts_with(BYTE_ORDER_MARK));
            let mut rows = csv::ReaderBuilder::new().from_reader(&file[BYTE_ORDER_MARK.len()..]);
            let row = rows.records().next().unwrap().unwrap();
            prop_assert_eq!(row.iter().map(str::to_owned).collect::<Vec<_>>(), cells.iter().map(|cell| defused(cell)).collect::<Vec<_>>());
        }
    }
}
