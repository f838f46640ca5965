//! Secrets that have to be used again, such as the password of a database: sealed with a key that is not in the database.
//!
//! ChaCha20-Poly1305 (RFC 8439) with a random nonce. What a secret is for is sealed with it, so that it opens for nothing
//! else.

use std::{
    fmt,
    fs::{self, OpenOptions},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::AppError;

/// Name of the key's file in a data folder.
const KEY_FILE: &str = "secret.key";
/// How a sealed secret begins, should there ever be another way to seal.
const FORM: &str = "1.";

/// 256 bits that seal secrets. Whoever has it and the database can read them.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey([u8; 32]);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(not shown)")
    }
}

impl SecretKey {
    /// From 64 hexadecimal digits. A key that is one digit over and over is an example, and refused.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 32] = hex::decode(text.trim()).ok()?.try_into().ok()?;
        bytes.iter().any(|byte| *byte != bytes[0]).then_some(Self(bytes))
    }

    fn cipher(&self) -> Result<LessSafeKey, AppError> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.0).map_err(|error| AppError::internal(&error))?;
        Ok(LessSafeKey::new(key))
    }

    /// Seals a secret for a purpose.
    pub(crate) fn seal(&self, secret: &str, purpose: &str) -> Result<String, AppError> {
        let nonce: [u8; NONCE_LEN] = rand::random();
        let mut bytes = secret.as_bytes().to_vec();
        self.cipher()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose), &mut bytes)
            .map_err(|error| AppError::internal(&error))?;
        Ok(format!("{FORM}{}{}", hex::encode(nonce), hex::encode(bytes)))
    }

    /// Opens a secret that was sealed with this key for this purpose; none for every other.
    pub(crate) fn open(&self, sealed: &str, purpose: &str) -> Result<Option<String>, AppError> {
        let Some(mut bytes) = sealed.strip_prefix(FORM).and_then(|text| hex::decode(text).ok()) else {
            return Ok(None);
        };
        let Some((nonce, rest)) = bytes.split_first_chunk_mut::<NONCE_LEN>() else { return Ok(None) };
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.cipher()?.open_in_place(nonce, Aad::from(purpose), rest);
        Ok(opened.ok().and_then(|plain| String::from_utf8(plain.to_vec()).ok()))
    }
}

/// Where the key is.
#[derive(Debug)]
pub(crate) enum KeyPlace {
    /// The operator gave it.
    Given(SecretKey),
    /// A file in the data folder, made when it is first needed.
    Folder(PathBuf),
    /// Nowhere: a database that several nodes share has no folder of its own.
    Missing,
}

impl KeyPlace {
    /// The key to open with; none where none was made yet, so that nothing can have been sealed with it.
    pub fn made(&self) -> Result<Option<SecretKey>, AppError> {
        match self {
            Self::Folder(folder) => read_key(folder),
            _ => self.key().map(Some),
        }
    }

    /// The key to seal with, made if it may be.
    pub fn key(&self) -> Result<SecretKey, AppError> {
        match self {
            Self::Given(key) => Ok(key.clone()),
            Self::Folder(folder) => match read_key(folder)? {
                Some(key) => Ok(key),
                None => make_key(folder),
            },
            Self::Missing => Err(AppError::conflict(
                "This server has no key to seal secrets with. Nothing was changed. Make one with `openssl rand -hex 32`, \
                 name its file in THROUGHLINE_SECRET_KEY_FILE on every node, and start again.",
            )),
        }
    }
}

fn unusable(folder: &Path, why: &dyn fmt::Display) -> AppError {
    let path = folder.join(KEY_FILE);
    AppError::conflict(format!("The key {} cannot be used: {why}. Nothing was changed.", path.display()))
}

/// The key in a folder, if there is one.
fn read_key(folder: &Path) -> Result<Option<SecretKey>, AppError> {
    match fs::read_to_string(folder.join(KEY_FILE)) {
        Ok(text) => match SecretKey::parse(&text) {
            None => Err(unusable(folder, &"it is not 64 random hexadecimal digits")),
            key => Ok(key),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unusable(folder, &error)),
    }
}

/// Makes the key of a folder. It is written whole under another name first, so that nobody ever reads a part of it, and
/// takes its own only where none is: of two that are made at once one stays, and both get that one.
fn make_key(folder: &Path) -> Result<SecretKey, AppError> {
    let failed = |error: std::io::Error| unusable(folder, &error);
    let draft = folder.join(format!("{KEY_FILE}.{}", uuid::Uuid::new_v4()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut file| {
        writeln!(file, "{}", hex::encode(rand::random::<[u8; 32]>()))?;
        file.sync_all()
    });
    let named = written.and_then(|()| match fs::hard_link(&draft, folder.join(KEY_FILE)) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    });
    if let Err(error) = fs::remove_file(&draft) {
        tracing::warn!(%error, "the draft of a key stays: {}", draft.display());
    }
    named.map_err(failed)?;
    // The name of a file lasts when its folder is on the disk too. The key is there either way.
    #[cfg(unix)]
    if let Err(error) = fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::warn!(%error, "the folder of the key was not written through");
    }
    read_key(folder)?.ok_or_else(|| unusable(folder, &"it is gone again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_with_its_key_for_its_purpose_and_for_nothing_else() {
        let (key, other) = (SecretKey(rand::random()), SecretKey(rand::random()));
        let sealed = key.seal("hunter2", "the warehouse").unwrap();
        assert!(!sealed.contains(&hex::encode("hunter2")));
        assert_eq!(key.open(&sealed, "the warehouse").unwrap().as_deref(), Some("hunter2"));
        assert_eq!(key.open(&sealed, "another host").unwrap(), None);
        assert_eq!(other.open(&sealed, "the warehouse").unwrap(), None);
        assert_ne!(key.seal("hunter2", "the warehouse").unwrap(), sealed, "equal secrets do not look equal");
        let last = if sealed.ends_with('0') { "1" } else { "0" };
        let changed = format!("{}{last}", &sealed[..sealed.len() - 1]);
        for damaged in [changed.as_str(), "", "1.", "1.00", "hunter2"] {
            assert_eq!(key.open(damaged, "the warehouse").unwrap(), None, "{damaged}");
        }
    }

    #[test]
    fn a_key_is_shown_to_nobody_and_an_example_is_no_key() {
        let text = hex::encode(rand::random::<[u8; 32]>());
        let key = SecretKey::parse(&text).unwrap();
        assert!(!format!("{key:?}").contains(&text[..8]));
        for wrong in ["", "00", &"ab".repeat(32), &"x".repeat(64)] {
            assert_eq!(SecretKey::parse(wrong), None, "{wrong}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_gets_one_key_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = std::env::temp_dir().join(format!("throughline_key_{}", uuid::Uuid::new_v4()));
        fs::create_dir(&folder).unwrap();
        let place = KeyPlace::Folder(folder.clone());
        assert!(place.made().unwrap().is_none() && fs::read_dir(&folder).unwrap().count() == 0, "opening makes none");
        let keys: Vec<SecretKey> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..8).map(|_| scope.spawn(|| place.key().unwrap())).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        let first = keys[0].clone();
        assert!(keys.iter().all(|key| *key == first), "those who make it at once get the same");
        assert_eq!(place.made().unwrap().as_ref(), Some(&first));
        assert_eq!(place.key().unwrap(), first);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no draft is left");
        let mode = fs::metadata(folder.join(KEY_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::remove_dir_all(&folder).unwrap();
        assert!(KeyPlace::Missing.key().is_err());
    }
}
