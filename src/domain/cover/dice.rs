//! The small deterministic source of variety: the slug decides, nothing else.

/// A splitmix64 stream seeded by the FNV-1a hash of a slug and a layer's name.
///
/// Every layer has its own stream, so that a change in one layer leaves the others as they were.
pub(super) struct Dice(u64);

impl Dice {
    /// Takes the slug and the layer's name, gives the layer's stream.
    pub(super) fn new(slug: &str, layer: &str) -> Self {
        let bytes = slug.bytes().chain([0]).chain(layer.bytes());
        Self(bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Gives a number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = u64::try_from(high - low + 1).unwrap_or(1).max(1);
        low + i32::try_from(self.next() % span).unwrap_or(0)
    }

    /// Says yes about `percent` times in a hundred.
    pub(super) fn chance(&mut self, percent: i32) -> bool {
        self.between(1, 100) <= percent
    }

    /// Gives one of `from`, or the type's default for an empty list.
    pub(super) fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let last = i32::try_from(from.len()).unwrap_or(1) - 1;
        let at = usize::try_from(self.between(0, last.max(0))).unwrap_or(0);
        from.get(at).copied().unwrap_or_default()
    }
}
