//! Which addresses of the network may be called.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It gives out a cloud machine's credentials. No setting opens it.
    Metadata,
    /// It is not on the public Internet. An administrator may name the host to open it.
    NotPublic,
}

/// Judges an address, looking through the IPv6 forms that carry an IPv4 address (RFC 4291, 3056, 6052).
pub(super) fn judge(address: IpAddr) -> Result<(), Refusal> {
    match address {
        IpAddr::V4(v4) => judge_v4(v4),
        IpAddr::V6(v6) => judge_v6(v6),
    }
}

#[expect(clippy::match_same_arms, reason = "one line for each block of the registry")]
fn judge_v4(address: Ipv4Addr) -> Result<(), Refusal> {
    // AWS and most others; ECS tasks and EKS pods; Alibaba; Azure; Oracle.
    const METADATA: [[u8; 4]; 6] = [
        [169, 254, 169, 254],
        [169, 254, 170, 2],
        [169, 254, 170, 23],
        [100, 100, 100, 200],
        [168, 63, 129, 16],
        [192, 0, 0, 192],
    ];
    if METADATA.contains(&address.octets()) {
        return Err(Refusal::Metadata);
    }
    // IANA IPv4 Special-Purpose Address Registry.
    let not_public = match address.octets() {
        [0 | 10 | 127, ..] | [169, 254, ..] | [192, 168, ..] => true,
        [100, second, ..] => second & 0xC0 == 64,
        [172, second, ..] => second & 0xF0 == 16,
        [192, 0, 0 | 2, _] | [192, 88, 99, _] => true,
        [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        [first, ..] => first >= 224,
    };
    if not_public { Err(Refusal::NotPublic) } else { Ok(()) }
}

#[expect(clippy::match_same_arms, reason = "each form of address is explained by itself")]
fn judge_v6(address: Ipv6Addr) -> Result<(), Refusal> {
    let parts = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        judge_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // AWS and Google over IPv6.
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254] | [0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254] => Err(Refusal::Metadata),
        // Mapped and compatible IPv4 name the same machine in a disguise that has no honest use in an address.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => v4(high, low).and(Err(Refusal::NotPublic)),
        // NAT64: how a network without IPv4 reaches it.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low).and(Err(Refusal::NotPublic)),
        // Teredo and protocol assignments, documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Err(Refusal::NotPublic),
        // Global unicast (RFC 4291); all else is local, multicast or unassigned.
        [0x2000..=0x3fff, ..] => Ok(()),
        _ => Err(Refusal::NotPublic),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(address: &str) -> Result<(), Refusal> {
        judge(address.parse().expect("an address"))
    }

    #[test]
    fn public_addresses_are_called() {
        for address in
            ["140.82.121.6", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:50c0:8000::154", "64:ff9b::8c52:7906"]
        {
            assert_eq!(verdict(address), Ok(()), "{address}");
        }
    }

    #[test]
    fn local_addresses_are_not_called_in_any_spelling() {
        for address in [
            "127.0.0.1",
            "127.8.9.1",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.1.1",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert_eq!(verdict(address), Err(Refusal::NotPublic), "{address}");
        }
    }

    #[test]
    fn metadata_addresses_are_told_apart_in_any_spelling() {
        for address in [
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "::a9fe:a9fe",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::",
            "fd00:ec2::254",
            "fd20:ce::254",
            "100.100.100.200",
            "168.63.129.16",
        ] {
            assert_eq!(verdict(address), Err(Refusal::Metadata), "{address}");
        }
    }
}
