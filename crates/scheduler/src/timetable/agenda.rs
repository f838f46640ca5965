//! Positions to look at, the lowest first. What is noted lies behind what was taken, so a row of bits is enough.

/// A set of positions from which the lowest is taken again and again.
#[derive(Debug, Clone)]
pub(super) struct Agenda {
    bits: Vec<u64>,
    /// Words from the first to before the second may hold something.
    from: usize,
    to: usize,
}

impl Agenda {
    pub(super) fn new(positions: usize) -> Self {
        Self { bits: vec![0; positions.div_ceil(64)], from: 0, to: 0 }
    }

    pub(super) fn clear(&mut self) {
        if self.from < self.to {
            self.bits[self.from..self.to].fill(0);
        }
        (self.from, self.to) = (self.bits.len(), 0);
    }

    #[inline]
    pub(super) fn note(&mut self, position: u32) {
        let word = position as usize / 64;
        self.bits[word] |= 1 << (position % 64);
        self.from = self.from.min(word);
        self.to = self.to.max(word + 1);
    }

    /// Takes the lowest.
    #[inline]
    pub(super) fn next(&mut self) -> Option<u32> {
        while self.from < self.to {
            let bits = self.bits[self.from];
            if bits != 0 {
                self.bits[self.from] = bits & (bits - 1);
                return u32::try_from(self.from * 64).ok().map(|first| first + bits.trailing_zeros());
            }
            self.from += 1;
        }
        None
    }
}
