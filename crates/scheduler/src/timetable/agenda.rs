//! Positions to look at, the lowest first. What is noted lies behind what was taken, so a row of bits is enough.

/// A set of positions from which the lowest is taken again and again.
#[derive(Debug, Clone)]
pub(super) struct Agenda {
    /// What is noted, and which of those are late by themselves.
    bits: Vec<u64>,
    late: Vec<u64>,
    /// Words from the first to before the second may hold something.
    from: usize,
    to: usize,
}

impl Agenda {
    pub(super) fn new(positions: usize) -> Self {
        Self { bits: vec![0; positions.div_ceil(64)], late: vec![0; positions.div_ceil(64)], from: 0, to: 0 }
    }

    pub(super) fn clear(&mut self) {
        if self.from < self.to {
            self.bits[self.from..self.to].fill(0);
            self.late[self.from..self.to].fill(0);
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

    /// Notes that something is late by itself; returns whether that was known.
    #[inline]
    pub(super) fn note_late(&mut self, position: u32) -> bool {
        self.note(position);
        let word = &mut self.late[position as usize / 64];
        let bit = 1 << (position % 64);
        let known = *word & bit != 0;
        *word |= bit;
        known
    }

    /// Takes the lowest, and whether it is late by itself.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(u32, bool)> {
        while self.from < self.to {
            let bits = self.bits[self.from];
            if bits != 0 {
                let bit = bits & bits.wrapping_neg();
                self.bits[self.from] ^= bit;
                let is_late = self.late[self.from] & bit != 0;
                self.late[self.from] &= !bit;
                let first = u32::try_from(self.from * 64).ok()?;
                return Some((first + bits.trailing_zeros(), is_late));
            }
            self.from += 1;
        }
        None
    }
}
