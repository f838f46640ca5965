//! Throughline test-kit.
