//! Passwords: long enough, and not the first ones that somebody would try (NIST SP 800-63B: a length, a list, no rules
//! about kinds of characters).

use crate::check::{Faults, Wrong};

/// Shortest password, in characters.
pub const MIN_PASSWORD: usize = 8;
/// Longest, so that hashing it stays cheap.
pub const MAX_PASSWORD: usize = 256;

/// The most common passwords of at least eight characters, in lower case and in order.
const COMMON: &[&str] = &[
    "00000000",
    "01012000",
    "0123456789",
    "0987654321",
    "11111111",
    "1111111111",
    "11223344",
    "12121212",
    "12341234",
    "123123123",
    "1234512345",
    "12345678",
    "123456789",
    "1234567890",
    "12345678910",
    "1234qwer",
    "123qweasd",
    "147258369",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "22222222",
    "55555555",
    "66666666",
    "77777777",
    "87654321",
    "88888888",
    "987654321",
    "99999999",
    "a1234567",
    "a12345678",
    "a123456789",
    "aa123456",
    "aa12345678",
    "abc12345",
    "abcd1234",
    "abcdefgh",
    "admin123",
    "administrator",
    "asdf1234",
    "asdfasdf",
    "asdfghjk",
    "asdfghjkl",
    "baseball",
    "basketball",
    "bismillah",
    "butterfly",
    "changeme",
    "changeme123",
    "charlie1",
    "chocolate",
    "computer",
    "correcthorsebatterystaple",
    "dragon123",
    "dubsmash",
    "facebook",
    "football",
    "football1",
    "freedom1",
    "garfield",
    "iloveyou",
    "iloveyou1",
    "internet",
    "jennifer",
    "jonathan",
    "letmein1",
    "letmein123",
    "liverpool",
    "marseille",
    "masterkey",
    "metallica",
    "michelle",
    "midnight",
    "minecraft",
    "mustang1",
    "nicholas",
    "nintendo",
    "p@ssw0rd",
    "p@ssword",
    "pa55word",
    "passw0rd",
    "password",
    "password!",
    "password1",
    "password12",
    "password123",
    "password1234",
    "passwort",
    "passwort1",
    "pokemon1",
    "princess",
    "princess1",
    "q1w2e3r4",
    "q1w2e3r4t5",
    "qazwsxedc",
    "qqww1122",
    "qwer1234",
    "qwerasdf",
    "qwert123",
    "qwerty12",
    "qwerty123",
    "qwerty1234",
    "qwertyui",
    "qwertyuiop",
    "rootroot",
    "samantha",
    "secret123",
    "spiderman",
    "starwars",
    "starwars1",
    "startrek",
    "sunshine",
    "sunshine1",
    "superman",
    "superman1",
    "testtest",
    "throughline",
    "throughline1",
    "trustno1",
    "trustno1!",
    "vfhbyjxrf",
    "victoria",
    "welcome1",
    "welcome123",
    "whatever",
    "zaq12wsx",
    "zxcvbnm1",
    "zxcvbnm123",
];

/// Refuses a password that is too short, too long, well known, or the person's own address.
///
/// ```
/// # use throughline_domain::people::check_password;
/// assert!(check_password("plum tram orbit", "ada@nimbus.example").is_ok());
/// assert!(check_password("PASSWORD123", "ada@nimbus.example").is_err());
/// assert!(check_password("ada@nimbus.example", "Ada@nimbus.example").is_err());
/// ```
pub fn check_password(password: &str, email: &str) -> Result<(), Faults> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    let mut faults = Faults::default();
    let mut refuse = |why| faults.add("password", Wrong::Password(why)).finish();
    let mut characters = lower.chars();
    let first = characters.next();
    if length < MIN_PASSWORD {
        refuse("The password is too short; take at least 8 characters, for instance three words")
    } else if length > MAX_PASSWORD {
        refuse("The password is too long; 256 characters are enough")
    } else if COMMON.contains(&lower.as_str()) || characters.all(|character| Some(character) == first) {
        refuse("This password is among the first that anybody would try; take another, for instance three words")
    } else if lower == email.to_lowercase() || email.to_lowercase().split('@').next() == Some(lower.as_str()) {
        refuse("The password is your own address, which anybody can guess; take another, for instance three words")
    } else {
        Ok(())
    }
}
