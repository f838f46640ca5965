//! Cookies: the session, and two that hold only what this browser prefers.

use axum::http::{HeaderMap, HeaderValue, header};

const THIRTY_DAYS: u32 = 30 * 86_400;
const A_YEAR: u32 = 365 * 86_400;

/// Name of the session's cookie. Browsers take `__Host-` only over TLS, for the whole host and without a domain.
pub fn session_name(secure: bool) -> &'static str {
    if secure { "__Host-tl" } else { "tl" }
}

/// The value of a cookie of a request; the first one if it is there twice.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// `Set-Cookie` of a session.
pub fn session(value: &str, secure: bool) -> HeaderValue {
    line(session_name(secure), value, THIRTY_DAYS, secure)
}

/// `Set-Cookie` that takes the session away.
pub fn no_session(secure: bool) -> HeaderValue {
    line(session_name(secure), "", 0, secure)
}

/// `Set-Cookie` of a preference.
pub fn preference(name: &'static str, value: &'static str, secure: bool) -> HeaderValue {
    line(name, value, A_YEAR, secure)
}

fn line(name: &str, value: &str, max_age: u32, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Max-Age={max_age}; SameSite=Lax; HttpOnly{secure}"))
        .unwrap_or_else(|_| HeaderValue::from_static("tl=; Path=/; Max-Age=0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_bound_to_the_host_over_tls() {
        let cookie = session("w.secret", true);
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-tl=w.secret; Path=/;"), "{cookie}");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.ends_with("; Secure"));
        assert!(!session("x", false).to_str().unwrap().contains("Secure"));
    }

    #[test]
    fn a_cookie_is_found_among_others_and_the_first_wins() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("theme=dark; tl=first"));
        headers.append(header::COOKIE, HeaderValue::from_static("tl=second"));
        assert_eq!(read(&headers, "tl"), Some("first"));
        assert_eq!(read(&headers, "t"), None);
    }
}
