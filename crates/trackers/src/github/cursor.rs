use std::{convert::Infallible, fmt, str::FromStr};
