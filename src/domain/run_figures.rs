//! What a run brings its host, from rows and books to the figures that stand over its list.

use super::{booking::BookingStatus, money::Paise};
use serde::{Deserialize, Serialize};

/// Bookings of a run that stand alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub status: BookingStatus,
    /// Seats that each of them keeps, or kept last.
    pub party: u32,
    /// What one traveler paid for the experience.
    pub price_each: Paise,
    /// How many bookings they are.
    pub bookings: u32,
}

/// Seats that were paid for at one price, whatever became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sold {
    pub price_each: Paise,
    pub seats: u32,
}

/// What refunds and ledger say of the run's bookings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// Price that goes back, or has gone.
    pub price_back: Paise,
    /// The platform's fee on the price of seats that were cancelled late, as it was posted.
    pub fee_posted: Paise,
    /// Stakes in escrow.
    pub stakes_held: Paise,
    /// Stakes that go back, or have gone.
    pub stakes_back: Paise,
    /// Stakes that went to the forfeiture pool.
    pub stakes_forfeited: Paise,
}

/// The money of a run as its host sees it. Whatever happens, `gross − refunded − fee = net`, and no stake is in any of the four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFigures {
    /// Price of all seats that were ever paid for.
    pub gross: Paise,
    /// Of it, what goes back to travelers or has gone.
    pub refunded: Paise,
    /// The platform's share of what stays.
    pub fee: Paise,
    /// The host's share of what stays.
    pub net: Paise,
    /// Stakes in escrow: the travelers' own money.
    pub stakes_held: Paise,
    /// Stakes that go back to travelers or have gone.
    pub stakes_back: Paise,
    /// Stakes that were forfeited: to the pool, never to the host.
    pub stakes_forfeited: Paise,
}

impl RunFigures {
    /// Adds up a run. The fee is taken booking by booking and rounded there, as the ledger does it: posted for seats that were cancelled
    /// late, and what is to come for those that still stand. `None` where a sum would not fit.
    #[must_use]
    pub fn of(standing: &[Standing], sold: &[Sold], books: Books, fee_basis_points: i32) -> Option<Self> {
        let gross = sold.iter().map(|sold| sold.price_each.times(sold.seats)).sum::<Option<Paise>>()?;
        let still_to_come = standing
            .iter()
            .filter(|group| matches!(group.status, BookingStatus::Confirmed | BookingStatus::Completed))
            .map(|group| group.price_each.times(group.party)?.share(fee_basis_points).times(group.bookings))
            .sum::<Option<Paise>>()?;
        let fee = books.fee_posted + still_to_come;
        Some(Self {
            gross,
            refunded: books.price_back,
            fee,
            net: gross - books.price_back - fee,
            stakes_held: books.stakes_held,
            stakes_back: books.stakes_back,
            stakes_forfeited: books.stakes_forfeited,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_state_counts_for_what_it_is() {
        use BookingStatus::{Cancelled, Completed, Confirmed, Expired, Pending};
        // Two seats at ₹450; what was sold, what came back, and the posted fee belong to each case.
        for (status, sold, price_back, fee_posted, [gross, refunded, fee, net]) in [
            (Pending, 0, 0, 0, [0, 0, 0, 0]),
            (Expired, 0, 0, 0, [0, 0, 0, 0]),
            (Confirmed, 2, 0, 0, [90_000, 0, 9_000, 81_000]),
            (Completed, 2, 0, 0, [90_000, 0, 9_000, 81_000]),
            // Given up before it was paid.
            (Cancelled, 0, 0, 0, [0, 0, 0, 0]),
            // In time, half in time, and too late.
            (Cancelled, 2, 90_000, 0, [90_000, 90_000, 0, 0]),
            (Cancelled, 2, 45_000, 4_500, [90_000, 45_000, 4_500, 40_500]),
            (Cancelled, 2, 0, 9_000, [90_000, 0, 9_000, 81_000]),
        ] {
            let standing = [Standing { status, party: 2, price_each: Paise(45_000), bookings: 1 }];
            let sold = [Sold { price_each: Paise(45_000), seats: sold }];
            let books = Books { price_back: Paise(price_back), fee_posted: Paise(fee_posted), ..Books::default() };
            let figures = RunFigures::of(&standing, &sold, books, 1_000).unwrap();
            assert_eq!([figures.gross, figures.refunded, figures.fee, figures.net], [gross, refunded, fee, net].map(Paise), "{status} {price_back}");
        }
    }

    proptest! {
        #[test]
        fn the_four_figures_always_add_up(groups in prop::collection::vec((0..5_usize, 1..=10_u32, 0..1_000_000_i64, 1..500_u32), 0..8), basis_points in 0..=10_000) {
            let standing: Vec<Standing> = groups
                .iter()
                .map(|&(status, party, price, bookings)| Standing { status: BookingStatus::ALL[status], party, price_each: Paise(price), bookings })
                .collect();
            let sold: Vec<Sold> = standing
                .iter()
                .filter(|group| matches!(group.status, BookingStatus::Confirmed | BookingStatus::Completed))
                .map(|group| Sold { price_each: group.price_each, seats: group.party * group.bookings })
                .collect();
            let figures = RunFigures::of(&standing, &sold, Books::default(), basis_points).unwrap();
            prop_assert_eq!(figures.gross - figures.refunded - figures.fee, figures.net);
            prop_assert!(figures.net >= Paise::ZERO && figures.fee >= Paise::ZERO);
        }
    }
}
