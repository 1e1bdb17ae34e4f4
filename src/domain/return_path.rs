//! Where to go after logging in: `next`, a path of this site and nothing else.

/// Longest return address, in bytes.
const PATH_BYTES_MAX: usize = 2_000;

/// The address to return to: `next` where it is a path of this site, `/` otherwise.
///
/// Browsers read `//host`, `/\host` and `/<tab>/host` as other sites, so a path must begin with one slash,
/// hold no backslash and consist of visible ASCII only.
#[must_use]
pub fn local_or_home(next: &str) -> &str {
    let sound =
        next.len() <= PATH_BYTES_MAX && next.starts_with('/') && !next.starts_with("//") && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if sound { next } else { "/" }
}

/// The login page's address that comes back to `path`.
#[must_use]
pub fn login_then(path: &str) -> String {
    format!("/login?next={}", super::explore::encode(local_or_home(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_pass() {
        for good in ["/", "/runs/12/book?travelers=2", "/bookings/NK-23456789#top"] {
            assert_eq!(local_or_home(good), good);
        }
        for bad in [
            "",
            "runs/1",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x=1",
            "/ä",
        ] {
            assert_eq!(local_or_home(bad), "/", "{bad:?}");
        }
        assert_eq!(local_or_home(&format!("/{}", "a".repeat(3_000))), "/");
    }

    #[test]
    fn the_way_back_survives_being_part_of_an_address() {
        assert_eq!(login_then("/runs/1/book?travelers=2&x=%20"), "/login?next=/runs/1/book%3Ftravelers%3D2%26x%3D%2520");
        assert_eq!(login_then("//evil.example"), "/login?next=/");
    }
}
