//! Stylesheet and scripts, embedded: names carry a fingerprint of the content, so browsers may keep them for a year.

/// An embedded file.
#[derive(Debug)]
pub struct File {
    /// What the source calls it: "throughline.css", "main.js".
    pub name: &'static str,
    /// Where it is served: "/assets/main-0123456789abcdef.js".
    pub path: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
    /// The same, compressed, where Node was there to compress it.
    pub gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/files.rs"));

impl File {
    /// The media type by the file's extension.
    pub fn content_type(&self) -> &'static str {
        match self.name.rsplit_once('.') {
            Some((_, "css")) => "text/css; charset=utf-8",
            Some((_, "svg")) => "image/svg+xml",
            Some((_, "js")) => "text/javascript; charset=utf-8",
            _ => "application/octet-stream",
        }
    }
}

/// Where a file is served, by its source name; none for a script in a build without scripts.
pub fn path(name: &str) -> Option<&'static str> {
    FILES.iter().find(|file| file.name == name).map(|file| file.path)
}

/// The file that is served at a path.
pub fn at(path: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_is_always_there_and_carries_its_fingerprint() {
        let path = path("throughline.css").unwrap();
        let file = at(path).unwrap();
        assert!(path.starts_with("/assets/throughline-"), "{path}");
        assert!(std::str::from_utf8(file.bytes).unwrap().starts_with("@layer tokens"));
        assert_eq!(file.content_type(), "text/css; charset=utf-8");
    }

    #[test]
    fn braces_of_the_stylesheet_are_balanced() {
        let css = std::str::from_utf8(at(path("throughline.css").unwrap()).unwrap().bytes).unwrap();
        assert_eq!(css.matches('{').count(), css.matches('}').count());
        assert!(!css.contains("/*"));
    }

    #[test]
    fn a_page_loads_at_most_forty_kilobytes_of_scripts() {
        let compressed: usize =
            FILES.iter().filter(|file| file.name.ends_with("js")).filter_map(|file| file.gzip).map(<[u8]>::len).sum();
        assert!(compressed <= 40 * 1024, "{compressed} bytes");
    }
}
