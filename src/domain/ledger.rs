//! The books: every movement of money as an entry whose legs sum to zero. Debits are positive, credits negative.

use super::{
    ids::{BookingId, DisputeId, OrganizationId, PaperId, PaymentId, PayoutId, RefundId, TransferId},
    money::Paise,
    text_enum::text_enum,
};

text_enum! {
    /// Where money can be.
    Account {
        /// With the payment provider, and ours to ask for: what was captured, less its fees and what it has given back.
        ProviderClearing => "provider_clearing",
        /// Travelers' money for experiences that are yet to take place.
        TravelerFunds => "traveler_funds",
        /// Stakes, kept apart for each booking.
        StakeEscrow => "stake_escrow",
        /// What a host has earned.
        HostPayable => "host_payable",
        /// What the platform has earned.
        PlatformFee => "platform_fee",
        /// What the provider keeps for its service, tax aside.
        GatewayFee => "gateway_fee",
        /// Taxes: what we owe, less what the provider has charged us.
        TaxPayable => "tax_payable",
        /// On its way back to travelers: decided, not yet done by the provider.
        RefundClearing => "refund_clearing",
        /// What disputes have cost the platform itself.
        DisputeReserve => "dispute_reserve",
        /// Forfeited stakes.
        ForfeiturePool => "forfeiture_pool",
        /// Our bank.
        Bank => "bank",
    }
}

text_enum! {
    /// What an entry records.
    EntryKind {
        /// The provider has taken a payment.
        Captured => "captured",
        /// A refund was decided.
        RefundIntended => "refund_intended",
        /// The provider has done a refund.
        RefundProcessed => "refund_processed",
        /// The host keeps the price of a seat that was cancelled late.
        PriceKept => "price_kept",
        /// A stake was forfeited.
        StakeForfeited => "stake_forfeited",
        /// The run took place: the price is the host's.
        PriceEarned => "price_earned",
        /// A host was paid.
        PayoutPaid => "payout_paid",
        /// What a host was paid has come back.
        PayoutReversed => "payout_reversed",
        /// What was with the provider has come to our bank.
        Settled => "settled",
        /// The provider keeps something else for its service than it said at first.
        FeeCorrected => "fee_corrected",
        /// The host gives back what it had earned: a dispute was lost, or an admin has said so.
        PriceTakenBack => "price_taken_back",
        /// A dispute was lost, and nobody but the platform can bear it.
        DisputeWrittenOff => "dispute_written_off",
        /// The platform gives a traveler something back out of what it has earned.
        Goodwill => "goodwill",
        /// The provider has kept something for paying a host.
        PayoutFee => "payout_fee",
        /// The GST within fees that were invoiced.
        FeeTaxed => "fee_taxed",
    }
}

/// One side of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    pub account: Account,
    /// The booking of an escrow account, the organization of a payable account.
    pub owner: Option<i64>,
    /// Debit positive, credit negative, never zero.
    pub amount: Paise,
}

/// A movement of money, to be posted whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub kind: EntryKind,
    /// What is recorded, unique: the same thing can never be posted twice.
    pub reference: String,
    /// None where it is about no single one.
    pub booking: Option<BookingId>,
    pub legs: Vec<Leg>,
}

/// What a booking's price has earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earned {
    pub price: Paise,
    /// What of it the platform has.
    pub fee: Paise,
}

impl Earned {
    /// The platform's part of an amount of which nothing more than the earned price is earned, rounded half up: of what is earned as it
    /// was earned, whatever the fee is by now; of the rest, what `basis_points` say.
    #[must_use]
    pub fn fee_of(self, amount: Paise, basis_points: i32) -> Paise {
        let of_earned = Ord::clamp(amount, Paise::ZERO, Ord::max(self.price, Paise::ZERO));
        let (part, fee, price) = (i128::from(of_earned.0), i128::from(self.fee.0), i128::from(self.price.0));
        let as_earned = if price > 0 { (2 * part * fee + price) / (2 * price) } else { 0 };
        Paise(i64::try_from(as_earned).unwrap_or(self.fee.0)) + (amount - of_earned).share(basis_points)
    }
}

/// A captured payment.
#[derive(Clone, Copy, Debug)]
pub struct Capture {
    pub payment: PaymentId,
    pub booking: BookingId,
    pub amount: Paise,
    /// The part that is a stake; none for a payment that goes back anyway.
    pub stake: Paise,
    /// What the provider keeps, tax included.
    pub fee: Paise,
    /// The tax within the fee.
    pub tax: Paise,
}

impl Entry {
    fn new(kind: EntryKind, of: impl std::fmt::Display, booking: impl Into<Option<BookingId>>, legs: &[(Account, Option<i64>, Paise)]) -> Self {
        let legs = legs.iter().filter(|(.., amount)| !amount.is_zero()).map(|&(account, owner, amount)| Leg { account, owner, amount }).collect();
        Self { kind, reference: format!("{kind}:{of}"), booking: booking.into(), legs }
    }

    /// The provider has taken a payment: the traveler's money is with it, less its fee, and the stake is in escrow.
    #[must_use]
    pub fn captured(capture: &Capture) -> Self {
        let Capture { payment, booking, amount, stake, fee, tax } = *capture;
        let legs = [
            (Account::ProviderClearing, None, amount - fee),
            (Account::GatewayFee, None, fee - tax),
            (Account::TaxPayable, None, tax),
            (Account::TravelerFunds, None, stake - amount),
            (Account::StakeEscrow, Some(booking.0), Paise::ZERO - stake),
        ];
        Self::new(EntryKind::Captured, payment, booking, &legs)
    }

    /// A refund was decided: what is owed to the traveler leaves the traveler's funds and the escrow.
    #[must_use]
    pub fn refund_intended(refund: RefundId, booking: BookingId, price: Paise, stake: Paise) -> Self {
        let legs = [
            (Account::TravelerFunds, None, price),
            (Account::StakeEscrow, Some(booking.0), stake),
            (Account::RefundClearing, None, Paise::ZERO - price - stake),
        ];
        Self::new(EntryKind::RefundIntended, refund, booking, &legs)
    }

    /// The provider has given the money back.
    #[must_use]
    pub fn refund_processed(refund: RefundId, booking: BookingId, amount: Paise) -> Self {
        let legs = [(Account::RefundClearing, None, amount), (Account::ProviderClearing, None, Paise::ZERO - amount)];
        Self::new(EntryKind::RefundProcessed, refund, booking, &legs)
    }

    /// Seats were cancelled too late for all of the price to come back: the rest is the host's, less the platform's fee.
    /// `of` tells this cancellation from others of the booking.
    #[must_use]
    pub fn price_kept(of: &str, booking: BookingId, host: OrganizationId, price: Paise, fee_basis_points: i32) -> Self {
        Self::to_the_host(EntryKind::PriceKept, of, booking, host, price, fee_basis_points)
    }

    /// The run took place: the price of all who still had a seat is the host's, less the platform's fee. Once for a booking.
    #[must_use]
    pub fn price_earned(booking: BookingId, host: OrganizationId, price: Paise, fee_basis_points: i32) -> Self {
        Self::to_the_host(EntryKind::PriceEarned, booking, booking, host, price, fee_basis_points)
    }

    fn to_the_host(kind: EntryKind, of: impl std::fmt::Display, booking: BookingId, host: OrganizationId, price: Paise, fee_basis_points: i32) -> Self {
        let fee = price.share(fee_basis_points);
        let legs = [(Account::TravelerFunds, None, price), (Account::PlatformFee, None, Paise::ZERO - fee), (Account::HostPayable, Some(host.0), fee - price)];
        Self::new(kind, of, booking, &legs)
    }

    /// The stakes of travelers who did not come were forfeited: to the pool, but for what share of it a host may be given.
    #[must_use]
    pub fn no_show_forfeited(of: &str, booking: BookingId, stake: Paise, (host, share_basis_points): (OrganizationId, i32)) -> Self {
        let share = stake.share(share_basis_points);
        let legs = [
            (Account::StakeEscrow, Some(booking.0), stake),
            (Account::HostPayable, Some(host.0), Paise::ZERO - share),
            (Account::ForfeiturePool, None, share - stake),
        ];
        Self::new(EntryKind::StakeForfeited, of, booking, &legs)
    }

    /// A stake was forfeited by cancelling too late: to the pool, never to the host.
    #[must_use]
    pub fn stake_forfeited(of: &str, booking: BookingId, stake: Paise) -> Self {
        let legs = [(Account::StakeEscrow, Some(booking.0), stake), (Account::ForfeiturePool, None, Paise::ZERO - stake)];
        Self::new(EntryKind::StakeForfeited, of, booking, &legs)
    }

    /// A host was paid from our bank. `version` tells this time from others, should it come back and be paid anew.
    #[must_use]
    pub fn payout_paid(payout: PayoutId, version: i32, host: OrganizationId, amount: Paise) -> Self {
        let legs = [(Account::HostPayable, Some(host.0), amount), (Account::Bank, None, Paise::ZERO - amount)];
        Self::new(EntryKind::PayoutPaid, format!("{payout}.{version}"), None, &legs)
    }

    /// What a host was paid has come back to our bank, and is owed again.
    #[must_use]
    pub fn payout_reversed(payout: PayoutId, version: i32, host: OrganizationId, amount: Paise) -> Self {
        let legs = [(Account::Bank, None, amount), (Account::HostPayable, Some(host.0), Paise::ZERO - amount)];
        Self::new(EntryKind::PayoutReversed, format!("{payout}.{version}"), None, &legs)
    }

    /// The provider has kept something for sending a payout, tax included.
    #[must_use]
    pub fn payout_fee(transfer: TransferId, fee: Paise, tax: Paise) -> Self {
        let legs = [(Account::GatewayFee, None, fee - tax), (Account::TaxPayable, None, tax), (Account::Bank, None, Paise::ZERO - fee)];
        Self::new(EntryKind::PayoutFee, transfer, None, &legs)
    }

    /// A month's fees were invoiced: the GST within them is the state's; less than nothing where fees were given back.
    #[must_use]
    pub fn fee_taxed(paper: PaperId, tax: Paise) -> Self {
        let legs = [(Account::PlatformFee, None, tax), (Account::TaxPayable, None, Paise::ZERO - tax)];
        Self::new(EntryKind::FeeTaxed, paper, None, &legs)
    }

    /// What was with the provider has come to our bank; less than nothing where more was given back than taken.
    #[must_use]
    pub fn settled(of: &str, amount: Paise) -> Self {
        let legs = [(Account::Bank, None, amount), (Account::ProviderClearing, None, Paise::ZERO - amount)];
        Self::new(EntryKind::Settled, of, None, &legs)
    }

    /// The provider keeps so much more of a payment than it said at first, tax included; less where it is negative.
    #[must_use]
    pub fn fee_corrected(payment: PaymentId, booking: BookingId, fee: Paise, tax: Paise) -> Self {
        let legs = [(Account::GatewayFee, None, fee - tax), (Account::TaxPayable, None, tax), (Account::ProviderClearing, None, Paise::ZERO - fee)];
        Self::new(EntryKind::FeeCorrected, payment, booking, &legs)
    }

    /// A price goes back that the host has earned, or will: host and platform return their parts of it to the traveler's funds, from where
    /// it is refunded. `fee` is the platform's part; `of` tells what for, such as `dispute:7`.
    #[must_use]
    pub fn price_taken_back(of: &str, booking: BookingId, host: OrganizationId, price: Paise, fee: Paise) -> Self {
        let legs = [(Account::HostPayable, Some(host.0), price - fee), (Account::PlatformFee, None, fee), (Account::TravelerFunds, None, Paise::ZERO - price)];
        Self::new(EntryKind::PriceTakenBack, of, booking, &legs)
    }

    /// The platform gives a traveler something back out of its fees.
    #[must_use]
    pub fn goodwill(refund: RefundId, booking: BookingId, amount: Paise) -> Self {
        let legs = [(Account::PlatformFee, None, amount), (Account::TravelerFunds, None, Paise::ZERO - amount)];
        Self::new(EntryKind::Goodwill, refund, booking, &legs)
    }

    /// A traveler's bank has given back what nobody owes the traveler any more: the platform bears it.
    #[must_use]
    pub fn dispute_written_off(dispute: DisputeId, booking: BookingId, amount: Paise) -> Self {
        let legs = [(Account::DisputeReserve, None, amount), (Account::ProviderClearing, None, Paise::ZERO - amount)];
        Self::new(EntryKind::DisputeWrittenOff, dispute, booking, &legs)
    }

    /// What the legs add up to: always zero.
    #[must_use]
    pub fn sum(&self) -> Paise {
        self.legs.iter().map(|leg| leg.amount).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOOKING: BookingId = BookingId(7);

    #[test]
    fn a_fee_goes_back_as_it_was_earned() {
        let earned = Earned { price: Paise(135_000), fee: Paise(13_500) };
        for (amount, basis_points, fee) in
            [(45_000, 1_000, 4_500), (45_000, 2_000, 4_500), (135_000, 0, 13_500), (0, 1_000, 0), (145_000, 2_000, 15_500), (5, 1_000, 1), (4, 1_000, 0)]
        {
            assert_eq!(earned.fee_of(Paise(amount), basis_points), Paise(fee), "{amount} at {basis_points}");
        }
        assert_eq!(Earned::default().fee_of(Paise(1_000), 1_000), Paise(100));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn a_fee_that_goes_back_is_never_more_than_was_earned(price in 0..10_000_000_i64, basis_points in 0..=10_000, part in 0..=10_000, now in 0..=10_000) {
            let price = Paise(price);
            let earned = Earned { price, fee: price.share(basis_points) };
            let amount = price.share(part);
            let fee = earned.fee_of(amount, now);
            prop_assert!(fee >= Paise::ZERO && fee <= earned.fee && fee <= amount);
        }

        #[test]
        fn every_entry_sums_to_zero(price in 0..10_000_000_i64, stake in 0..10_000_000_i64, fee in 0..300_000_i64, tax in 0..50_000_i64, basis_points in 0..=10_000) {
            let (price, stake, fee) = (Paise(price), Paise(stake), Paise(fee));
            let tax = Paise(tax.min(fee.0));
            let entries = [
                Entry::captured(&Capture { payment: PaymentId(1), booking: BOOKING, amount: price + stake, stake, fee, tax }),
                Entry::refund_intended(RefundId(1), BOOKING, price, stake),
                Entry::refund_processed(RefundId(1), BOOKING, price + stake),
                Entry::price_kept("1", BOOKING, OrganizationId(3), price, basis_points),
                Entry::stake_forfeited("1", BOOKING, stake),
                Entry::price_earned(BOOKING, OrganizationId(3), price, basis_points),
                Entry::no_show_forfeited("2", BOOKING, stake, (OrganizationId(3), basis_points)),
                Entry::payout_paid(PayoutId(1), 4, OrganizationId(3), price),
                Entry::payout_reversed(PayoutId(1), 5, OrganizationId(3), price),
                Entry::payout_fee(TransferId(1), fee, tax),
                Entry::fee_taxed(PaperId(1), tax),
                Entry::settled("setl_1:pay_1", price - stake),
                Entry::fee_corrected(PaymentId(1), BOOKING, fee - price, tax),
                Entry::price_taken_back("dispute:1", BOOKING, OrganizationId(3), price, fee.min(price)),
                Entry::goodwill(RefundId(1), BOOKING, stake),
                Entry::dispute_written_off(DisputeId(1), BOOKING, stake),
            ];
            for entry in entries {
                prop_assert_eq!(entry.sum(), Paise::ZERO, "{:?}", entry);
                prop_assert!(entry.legs.iter().all(|leg| !leg.amount.is_zero()));
            }
        }

        #[test]
        fn a_refund_in_full_leaves_only_the_providers_fee(price in 1..10_000_000_i64, stake in 0..10_000_000_i64, fee in 0..300_000_i64) {
            let (price, stake, fee) = (Paise(price), Paise(stake), Paise(fee));
            let entries = [
                Entry::captured(&Capture { payment: PaymentId(1), booking: BOOKING, amount: price + stake, stake, fee, tax: Paise::ZERO }),
                Entry::refund_intended(RefundId(1), BOOKING, price, stake),
                Entry::refund_processed(RefundId(1), BOOKING, price + stake),
            ];
            let balance = |account| entries.iter().flat_map(|entry| &entry.legs).filter(|leg| leg.account == account).map(|leg| leg.amount).sum::<Paise>();
            for (account, left) in [(Account::TravelerFunds, Paise::ZERO), (Account::StakeEscrow, Paise::ZERO), (Account::RefundClearing, Paise::ZERO), (Account::GatewayFee, fee), (Account::ProviderClearing, Paise::ZERO - fee)] {
                prop_assert_eq!(balance(account), left, "{}", account);
            }
        }

        #[test]
        fn a_stake_that_is_decided_leaves_the_escrow_empty(price in 1..10_000_000_i64, stake in 1..10_000_000_i64, came in any::<bool>(), share in 0..=10_000) {
            let (price, stake, host) = (Paise(price), Paise(stake), OrganizationId(3));
            let decided = if came { Entry::refund_intended(RefundId(1), BOOKING, Paise::ZERO, stake) } else { Entry::no_show_forfeited("1", BOOKING, stake, (host, share)) };
            let capture = Capture { payment: PaymentId(1), booking: BOOKING, amount: price + stake, stake, fee: Paise::ZERO, tax: Paise::ZERO };
            let entries = [Entry::captured(&capture), Entry::price_earned(BOOKING, host, price, 1_000), decided];
            let balance = |account| entries.iter().flat_map(|entry| &entry.legs).filter(|leg| leg.account == account).map(|leg| leg.amount).sum::<Paise>();
            prop_assert_eq!((balance(Account::TravelerFunds), balance(Account::StakeEscrow)), (Paise::ZERO, Paise::ZERO));
            if !came && share == 0 {
                prop_assert_eq!(balance(Account::ForfeiturePool), Paise::ZERO - stake);
            }
        }
    }
}
