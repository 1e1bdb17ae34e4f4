//! What a captured payment costs. Razorpay publishes no formula; this one fits its samples.

/// Fee in paise, tax included, and the tax in it: two percent and 18 % GST on that, without GST for domestic cards up to ₹2000.
pub(crate) fn fee_and_tax(amount: i64, domestic_card: bool) -> (i64, i64) {
    if domestic_card && amount <= 200_000 {
        return (ceil_div(amount * 2, 100), 0);
    }
    (ceil_div(amount * 236, 10_000), (amount * 36 + 5_000) / 10_000)
}

fn ceil_div(dividend: i64, divisor: i64) -> i64 {
    (dividend + divisor - 1) / divisor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_fits_the_published_samples() {
        for (amount, card, fee, tax) in [(2100, false, 50, 8), (1000, false, 24, 4), (500_000, true, 11_800, 1_800), (100, false, 3, 0), (9900, true, 198, 0)] {
            assert_eq!(fee_and_tax(amount, card), (fee, tax), "{amount}");
        }
    }
}
