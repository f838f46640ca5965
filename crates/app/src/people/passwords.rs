//! Passwords: Argon2id with 19 MiB, two passes and one lane (OWASP Password Storage Cheat Sheet), about 30 ms of a core.
//!
//! Hashing runs off the threads that answer requests and only so many at once, so that a flood of sign-ins neither
//! stops pages nor fills the memory.

use std::sync::{Arc, LazyLock};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use tokio::sync::Semaphore;

use crate::AppError;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Passwords that are hashed at the same time: 4 x 19 MiB.
const AT_ONCE: usize = 4;

/// What an account has in place of a hash until its person sets a password. No password fits it.
pub(crate) const NO_PASSWORD: &str = "";

static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));

/// The hash of a password that nobody has: checked for unknown addresses, so that they take as long as known ones.
static NOBODY: LazyLock<String> = LazyLock::new(|| argon2_hash(&super::secrets::random_text()).unwrap_or_default());

/// The hash of a new password, in PHC form.
pub(crate) async fn hashed(password: String) -> Result<String, AppError> {
    off_the_road(move || argon2_hash(&password)).await?.map_err(|error| AppError::internal(&error))
}

/// Whether a password fits a hash. Without a hash it fits nothing, and takes as long to find out.
pub(crate) async fn fits(password: String, hash: Option<String>) -> Result<bool, AppError> {
    off_the_road(move || {
        let known = hash.filter(|hash| !hash.is_empty());
        let against = known.as_deref().unwrap_or(&NOBODY);
        let right = verify(&password, against);
        right && known.is_some()
    })
    .await
}

async fn off_the_road<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    let place = Arc::clone(&PLACES).acquire_owned().await.map_err(|error| AppError::internal(&error))?;
    tokio::task::spawn_blocking(move || {
        let answer = work();
        drop(place);
        answer
    })
    .await
    .map_err(|error| AppError::internal(&error))
}

fn hasher() -> Result<Argon2<'static>, argon2::password_hash::Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| argon2::password_hash::Error::Internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn argon2_hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    let hash: PasswordHash = hasher()?.hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|parsed| hasher().is_ok_and(|hasher| hasher.verify_password(password.as_bytes(), &parsed).is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_no_other() {
        let hash = hashed("plum tram orbit".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(fits("plum tram orbit".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!fits("plum tram".to_owned(), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nothing_fits_an_account_without_a_password() {
        assert!(!fits(String::new(), Some(NO_PASSWORD.to_owned())).await.unwrap());
        assert!(!fits("anything".to_owned(), None).await.unwrap());
    }
}
