//! A key that seals what must not be read by whoever gets hold of the database.

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;

/// A key with its name, which stands beside what was sealed with it. Not to be printed: it has no `Debug`.
#[derive(Clone)]
pub struct VaultKey {
    pub name: String,
    pub bytes: [u8; KEY_BYTES],
}
