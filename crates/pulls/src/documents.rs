//! Documents over HTTP.

use jiff::tz::TimeZone;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use throughline_domain::Ts;
use throughline_trackers::{
    http::{Door, Reply},
    metrics::{self, Held},
};
use url::Url;

use crate::{PullError, Pulled, error::said};

/// The address of a document.
pub(crate) fn address(url: &str) -> Result<Url, PullError> {
    let url = Url::parse(url.trim()).map_err(|_| PullError::Address("is written as https://host/path"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(PullError::Address("is written as https://host/path"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(PullError::Address("holds a user or a password, which would be shown with it; give them apart"));
    }
    Ok(url)
}

/// The text of a document.
pub(crate) async fn text(
    door: &Door,
    url: &str,
    user: Option<&str>,
    secret: Option<&str>,
) -> Result<String, PullError> {
    let url = address(url)?;
    let reply = get(door, &url, user, secret).await?;
    if !(200..300).contains(&reply.status) {
        return Err(status(&url, &reply, String::new()));
    }
    Ok(String::from_utf8_lossy(&reply.body).into_owned())
}

/// What a Prometheus server answers to a query now. Its refusals are documents too.
pub(crate) async fn answer_to(
    door: &Door,
    url: &str,
    query: &str,
    user: Option<&str>,
    secret: Option<&str>,
) -> Result<String, PullError> {
    let mut url = address(url)?;
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(["api", "v1", "query"]);
    }
    url.query_pairs_mut().append_pair("query", query);
    let reply = get(door, &url, user, secret).await?;
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    if !(200..300).contains(&reply.status) {
        let why: Option<String> = serde_json::from_str::<serde_json::Value>(&text)
            .ok()
            .and_then(|answer| answer.get("error")?.as_str().map(|why| format!(": {}", said(why))));
        return Err(status(&url, &reply, why.unwrap_or_default()));
    }
    Ok(text)
}

async fn get(door: &Door, url: &Url, user: Option<&str>, secret: Option<&str>) -> Result<Reply, PullError> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json, text/plain;q=0.9, */*;q=0.1"));
    if let Some(value) = authorization(user, secret) {
        let mut value = HeaderValue::from_str(&value)
            .map_err(|_| PullError::Address("needs a secret of letters, digits and signs that fit in a header"))?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    let reply = door.get(url, headers).await?;
    if matches!(reply.status, 401 | 403) {
        let place = url.host_str().unwrap_or_default().to_owned();
        let (what, user) = match user {
            Some(user) => ("password", user.to_owned()),
            None => ("token", "this metric".to_owned()),
        };
        return Err(PullError::WrongSecret { place, what, user });
    }
    Ok(reply)
}

/// RFC 7617 with a user, RFC 6750 without; nothing where there is no secret.
fn authorization(user: Option<&str>, secret: Option<&str>) -> Option<String> {
    let secret = secret?;
    match user.filter(|user| !user.is_empty()) {
        Some(user) => Some(format!("Basic {}", base64(format!("{user}:{secret}").as_bytes()))),
        None => Some(format!("Bearer {secret}")),
    }
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let whole = three.iter().fold(0_u32, |whole, byte| whole << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let six = usize::try_from(whole >> (18 - 6 * place) & 63).unwrap_or(0);
            text.push(if place <= three.len() { char::from(ALPHABET[six]) } else { '=' });
        }
    }
    text
}

fn status(url: &Url, reply: &Reply, said: String) -> PullError {
    PullError::Status { host: url.host_str().unwrap_or_default().to_owned(), status: reply.status, said }
}

/// The values of a JSON document.
pub(crate) fn json(
    text: &str,
    path: &str,
    names: (Option<&str>, Option<&str>),
    now: Ts,
    zone: &TimeZone,
) -> Result<Pulled, PullError> {
    match metrics::at_path(text, path, names, zone)? {
        Held::One(value) => Ok(Pulled::now(value, now)),
        Held::Series(points, skipped) => Pulled::of((points, skipped)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_sent_with_its_user_or_as_a_token() {
        // The example of RFC 7617.
        assert_eq!(authorization(Some("Aladdin"), Some("open sesame")).unwrap(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(authorization(None, Some("abc")).unwrap(), "Bearer abc");
        assert_eq!(authorization(Some("a"), None), None);
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn an_address_without_a_host_or_with_a_password_is_refused() {
        for wrong in ["acme", "ftp://acme.example/", "https://me:hunter2@acme.example/", "file:///etc/passwd"] {
            let error = address(wrong).unwrap_err().to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
