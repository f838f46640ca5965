//! Money: integer minor units and an ISO 4217 currency. Never a float in storage, never two currencies in a sum.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency, by its three-letter code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[A-Za-z]{3}$", example = "EUR"))]
pub struct Currency(iso_currency::Currency);

/// The text is not the code of a currency in use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an ISO 4217 currency code; write three letters such as EUR, USD or GBP")]
pub struct UnknownCurrency(pub String);

impl Currency {
    /// The euro.
    pub const EUR: Currency = Currency(iso_currency::Currency::EUR);
    /// The United States dollar.
    pub const USD: Currency = Currency(iso_currency::Currency::USD);
    /// The pound sterling.
    pub const GBP: Currency = Currency(iso_currency::Currency::GBP);

    /// Reads a three-letter code in any case.
    ///
    /// ```
    /// use throughline_value_line::Currency;
    /// assert_eq!(Currency::parse("eur").unwrap(), Currency::EUR);
    /// assert!(Currency::parse("euro").is_err());
    /// ```
    pub fn parse(code: &str) -> Result<Self, UnknownCurrency> {
        iso_currency::Currency::from_code(&code.trim().to_ascii_uppercase())
            .map(Currency)
            .ok_or_else(|| UnknownCurrency(code.to_owned()))
    }

    /// The three-letter code, upper case.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The usual short symbol, or the code where there is none of its own ("€", "$", "£", "CHF").
    pub fn symbol(self) -> String {
        match self.code() {
            "EUR" => "€".to_owned(),
            "USD" => "$".to_owned(),
            "GBP" => "£".to_owned(),
            "JPY" => "¥".to_owned(),
            code => code.to_owned(),
        }
    }

    /// How many minor units make one major unit, as a power of ten (2 for EUR, 0 for JPY).
    pub fn digits(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(2))
    }

    /// How many minor units make one major unit (100 for EUR, 1 for JPY).
    pub fn minor_per_major(self) -> i64 {
        10_i64.pow(self.digits())
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;
    fn try_from(code: String) -> Result<Self, UnknownCurrency> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An exact amount: minor units (cents) of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Money {
    /// Minor units, for instance cents; may be negative.
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: Currency,
}

impl Money {
    /// An amount of minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The amount in major units, for arithmetic with uncertain factors. Not for storage.
    #[allow(clippy::cast_precision_loss)]
    pub fn major(self) -> f64 {
        self.minor as f64 / self.currency.minor_per_major() as f64
    }

    /// Rounds major units to the nearest minor unit, ties away from zero, clamped to what `i64` holds.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    pub fn from_major(major: f64, currency: Currency) -> Self {
        Self { minor: (major * currency.minor_per_major() as f64).round() as i64, currency }
    }
}
