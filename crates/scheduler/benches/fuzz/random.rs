//! Numbers from a seed, with a liking for the ends of every range.

/// Xorshift; the same on every machine.
pub struct Random(u64);

impl Random {
    /// From any seed.
    pub fn new(seed: u64) -> Self {
        let mut mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Self((mixed ^ (mixed >> 31)) | 1)
    }

    /// Any number.
    pub fn any(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Below a limit, which is at least 1.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.any() >> 33).unwrap_or(0) % limit
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    /// The numbers below a limit in any order (Fisher and Yates 1938).
    pub fn shuffled(&mut self, limit: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..limit).collect();
        for last in (1..limit).rev() {
            all.swap(last, self.below(last + 1));
        }
        all
    }

    /// A whole number: mostly small, or one of those where things go wrong, where `wild` says so.
    pub fn number(&mut self, most: usize, wild: bool) -> i64 {
        const EDGES: [i64; 16] = [
            0,
            -1,
            1,
            i64::MAX,
            i64::MIN,
            1 << 62,
            1 << 60,
            (1 << 60) + 1,
            1 << 53,
            1 << 31,
            (1 << 31) - 1,
            -(1 << 31),
            1 << 30,
            1 << 29,
            (1 << 29) - 1,
            1 << 28,
        ];
        if wild && self.once_in(4) {
            let edge = self.pick(&EDGES);
            return if self.once_in(3) { edge.wrapping_add(self.pick(&[-1, 1, -2, 2])) } else { edge };
        }
        i64::try_from(self.below(most)).unwrap_or(0)
    }
}
