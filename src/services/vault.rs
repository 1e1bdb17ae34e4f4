//! Sealing what must not be read by whoever gets hold of the database: XChaCha20-Poly1305, with keys that are kept elsewhere.
//! What is sealed is bound to what it belongs to, so that it cannot be put into the place of something else.

use super::clock::Entropy;
use crate::domain::vault_key::{KEY_BYTES, VaultKey};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use std::{fmt, sync::Arc};

/// Bytes at the beginning of what is sealed that no other has: so many that they can be drawn by chance.
const NONCE_BYTES: usize = 24;

/// Seals with the first of its keys, and opens with any.
#[derive(Clone)]
pub struct Vault {
    keys: Arc<[VaultKey]>,
    entropy: Entropy,
}

/// Something sealed, and the name of the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub key: String,
    pub bytes: Vec<u8>,
}

/// Why something could not be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no key of that name: it was taken out of the settings too early.
    #[error("the key {0:?} is not among the keys in the settings")]
    NoKey(String),
    /// It was changed, belongs to something else, or was sealed with another key of that name.
    #[error("what was sealed with the key {0:?} cannot be opened with it")]
    Broken(String),
    #[error("there is no key to seal with")]
    NoKeys,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.name)).finish()
    }
}

impl Vault {
    /// A vault with these keys, of which the first seals.
    #[must_use]
    pub fn new(keys: Vec<VaultKey>, entropy: Entropy) -> Self {
        Self { keys: keys.into(), entropy }
    }

    /// A vault that nobody can open later: for databases that go with the process.
    #[must_use]
    pub fn of_chance(entropy: Entropy) -> Self {
        let mut bytes = [0; KEY_BYTES];
        fill(&mut bytes, &entropy);
        Self::new(vec![VaultKey { name: "chance".to_owned(), bytes }], entropy)
    }

    /// The name of the key that seals now.
    #[must_use]
    pub fn sealing_key(&self) -> Option<&str> {
        self.keys.first().map(|key| key.name.as_str())
    }

    /// Seals something that belongs to `owner`.
    ///
    /// # Errors
    /// [`VaultError::NoKeys`].
    pub fn seal(&self, owner: &str, open: &[u8]) -> Result<Sealed, VaultError> {
        let key = self.keys.first().ok_or(VaultError::NoKeys)?;
        let mut nonce = [0; NONCE_BYTES];
        fill(&mut nonce, &self.entropy);
        let sealed = cipher(key).encrypt(&XNonce::from(nonce), Payload { msg: open, aad: owner.as_bytes() });
        let sealed = sealed.map_err(|_| VaultError::Broken(key.name.clone()))?;
        Ok(Sealed { key: key.name.clone(), bytes: [nonce.as_slice(), &sealed].concat() })
    }

    /// Opens what was sealed for `owner`.
    ///
    /// # Errors
    /// [`VaultError::NoKey`], [`VaultError::Broken`].
    pub fn open(&self, owner: &str, sealed: &Sealed) -> Result<Vec<u8>, VaultError> {
        let key = self.keys.iter().find(|key| key.name == sealed.key).ok_or_else(|| VaultError::NoKey(sealed.key.clone()))?;
        let broken = || VaultError::Broken(sealed.key.clone());
        let (nonce, body) = sealed.bytes.split_first_chunk::<NONCE_BYTES>().ok_or_else(broken)?;
        cipher(key).decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: owner.as_bytes() }).map_err(|_| broken())
    }
}

/// Fills whole words with chance.
fn fill(bytes: &mut [u8], entropy: &Entropy) {
    for word in bytes.chunks_exact_mut(size_of::<u64>()) {
        word.copy_from_slice(&entropy.bits().to_be_bytes());
    }
}

fn cipher(key: &VaultKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&key.bytes.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vault(names: &[&str]) -> Vault {
        let key = |name: &&str| VaultKey { name: (*name).to_owned(), bytes: [name.len().to_le_bytes()[0]; KEY_BYTES] };
        Vault::new(names.iter().map(key).collect(), Entropy::system())
    }

    proptest! {
        #[test]
        fn what_is_sealed_is_opened_by_its_owner_only(open in proptest::collection::vec(any::<u8>(), 0..200), spoiled in any::<proptest::sample::Index>()) {
            let (old, both) = (vault(&["a"]), vault(&["bb", "a"]));
            let sealed = old.seal("1", &open).unwrap();
            prop_assert_eq!(both.open("1", &sealed).unwrap(), open.clone());
            prop_assert_eq!(both.open("2", &sealed), Err(VaultError::Broken("a".to_owned())));
            prop_assert_eq!(vault(&["bb"]).open("1", &sealed), Err(VaultError::NoKey("a".to_owned())));
            prop_assert_ne!(old.seal("1", &open).unwrap().bytes, sealed.bytes.clone(), "the same twice looks the same");
            let mut changed = sealed.clone();
            changed.bytes[spoiled.index(sealed.bytes.len())] ^= 1;
            prop_assert!(old.open("1", &changed).is_err());
            prop_assert!(open.len() < 8 || !sealed.bytes.windows(open.len()).any(|window| window == open));
        }
    }

    #[test]
    fn the_first_key_seals_and_nonsense_is_refused() {
        assert_eq!(vault(&["bb", "a"]).seal("1", b"x").unwrap().key, "bb");
        assert_eq!(vault(&[]).seal("1", b"x"), Err(VaultError::NoKeys));
        for bytes in [vec![], vec![0; NONCE_BYTES - 1], vec![0; NONCE_BYTES], vec![0; 100]] {
            assert!(vault(&["a"]).open("1", &Sealed { key: "a".to_owned(), bytes }).is_err());
        }
    }
}
