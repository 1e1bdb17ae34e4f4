//! Chance with a seed (`SplitMix64`): the same numbers every time, on every machine.

/// A source of numbers.
#[derive(Clone, Debug)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `from` to `to`, both included.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        let sides = u64::try_from(to - from).unwrap() + 1;
        from + i64::try_from(self.next() % sides).unwrap()
    }

    /// One of a list that has some.
    pub(super) fn one<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let last = i64::try_from(from.len()).unwrap() - 1;
        &from[usize::try_from(self.between(0, last)).unwrap()]
    }

    /// One of some words or numbers.
    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        *self.one(from)
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, share: i64) -> bool {
        self.between(1, 100) <= share
    }

    /// The place in `weights` on which a ball falls; the wider, the likelier.
    pub(super) fn weighted(&mut self, weights: &[i64]) -> usize {
        let mut ball = self.between(0, weights.iter().sum::<i64>() - 1);
        weights
            .iter()
            .position(|weight| {
                ball -= weight;
                ball < 0
            })
            .unwrap()
    }
}
